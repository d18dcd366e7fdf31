"""Findings: rules of packs turn values into sentences for somebody who can act, with their evidence and no noise."""

from msoko.analytics.findings.finding import Finding, Gravity, Life, Member, Run
from msoko.analytics.findings.searching import Findings, Readable, readable, search
from msoko.analytics.findings.telling import Teller

__all__ = ["Finding", "Findings", "Gravity", "Life", "Member", "Readable", "Run", "Teller", "readable", "search"]

"""What a person does on the site all day: reads, thinks for 5–15 seconds, reads on. Started by benchmarks/serving.py."""

from __future__ import annotations

import json
import os
import random
import re

from locust import HttpUser, between, task

PEOPLE = json.loads(os.environ["MSOKO_PEOPLE"])  # [{"cookie": …, "place": …}, …]
_next = iter(range(10**9))


class Reader(HttpUser):
    wait_time = between(5, 15)

    def on_start(self) -> None:
        mine = PEOPLE[next(_next) % len(PEOPLE)]
        self.client.cookies.set("sessionid", mine["cookie"])
        self.place = mine["place"]
        self.seen = [self.place]
        self.indicators: list[str] = []
        self.proofs: list[str] = []

    def read(self, address: str, name: str) -> None:
        with self.client.get(address, name=name, catch_response=True) as response:
            if response.status_code != 200:
                response.failure(f"{response.status_code} {address}")
                return
            self.seen = re.findall(r'href="/organisations/([\w-]+)/"', response.text) or self.seen
            self.indicators = re.findall(r'href="(/indicators/[^"?]+/)', response.text) or self.indicators
            self.proofs = re.findall(r'href="(/proof/[^"]+/)', response.text) or self.proofs

    @task(4)
    def overview(self) -> None:
        self.read("/overview/", "overview")

    @task(6)
    def organisation(self) -> None:
        self.read(f"/organisations/{random.choice(self.seen)}/", "organisation")

    @task(2)
    def indicators(self) -> None:
        self.read("/indicators/", "indicators")

    @task(5)
    def indicator(self) -> None:
        if self.indicators:
            self.read(random.choice(self.indicators), "indicator")

    @task(1)
    def proof(self) -> None:
        if self.proofs:
            self.read(random.choice(self.proofs), "proof")

    @task(2)
    def organisations(self) -> None:
        self.read("/organisations/", "organisations")

    @task(2)
    def procedures(self) -> None:
        self.read("/procedures/", "procedures")

    @task(1)
    def search(self) -> None:
        self.read("/search/?q=школа 6", "search")

    @task(1)
    def batches(self) -> None:
        self.read("/batches/", "batches")

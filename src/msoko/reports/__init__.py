"""Documents from values: one model (document), four writers, a catalogue of reports, sentences in Russian (wording)."""

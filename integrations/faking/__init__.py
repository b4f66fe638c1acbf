"""What the fakes of outside bodies share: a ledger, moods, a signed server, a signed voice.

It knows nothing of our adapters: signatures are made and checked with the library of the scheme,
and the words of a wire are written down once more by each fake. So a fault of ours is not repeated
here, and the contract tests can find it.
"""

"""Tickets of a hotline as real counterparts (brief §2.6, §2.9 extension matrix, AS-11).

`tickets` takes them up with their complaint and keeps their terms, `acts` is what the liaison does,
`telling` what the steps of the complaint tell the hotline, `delivery` how it gets there, `inbound`
what the hotline says, `rehandling` what follows when it wants a matter handled again.
"""

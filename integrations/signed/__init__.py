"""What the channels to outside bodies share: signed HTTP out, verified messages in (0320-0322).

`signature` signs and verifies, `egress` decides which addresses may be called, `client` hands
over, `incoming` reads strictly, `vocabulary` and `envelope` translate, `channel` fills the port.
"""

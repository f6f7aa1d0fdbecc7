"""Large clients (M5-1-05, C5): their register, and the novelties of their channel.

Imports `access`, `calls`, `customers`, `exports`, `kit`, `mail`, `notifications`, `tickets` and `timeline`. Read
`register` first; `novelties` are about its clients.
"""

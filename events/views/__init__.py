"""What the public asks for and sends: thin views. The rules are in events/bookings.py and its neighbours."""

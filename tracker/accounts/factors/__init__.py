"""What else than a password opens a session: the code of an app, recovery codes, a code sent by e-mail."""

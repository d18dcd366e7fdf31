Manifest = generate = None

def start(build, ours, child):
    return {}

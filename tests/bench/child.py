"""Programs that answer each line with a line."""

import json
import os
import subprocess


class Gone(Exception):
    """There is no such program, or it has ended while it was asked something."""


class Child:
    def __init__(self, command, **more):
        self.name = " ".join(str(word).rsplit("/", 1)[-1] for word in command[:2])
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **more)
        except FileNotFoundError as error:
            raise Gone(f"there is no {command[0]} here") from error

    def ask(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it says nothing either
        answer = self.process.stdout.readline()
        if not answer:
            raise Gone(f"'{self.name}' has ended while it was asked '{line}'")
        return answer.rstrip("\n")

    def time(self, job):
        return json.loads(self.ask("time " + job))

    def keep_to(self, processors):
        """Its first thread alone, which does what is measured; others, as those that collect garbage, go where they like."""
        os.sched_setaffinity(self.process.pid, processors)

    def close(self):
        self.process.stdin.close()
        self.process.wait()

# SPDX-License-Identifier: BSD-2-Clause
"""Starts and ends the programs that make a capture."""
import subprocess
import time


READY = 0.3     # seconds until a program listens


def run(*words, **options):
    subprocess.run(words, check=True, **options)


def start(work, name, words, ready=READY):
    """Its output goes to NAME.log; Returns when it should be ready."""
    log = open(work / f"{name}.log", "wb")
    process = subprocess.Popen(words, cwd=work, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    time.sleep(ready)
    return process


def stop(process):
    process.terminate()
    process.wait()

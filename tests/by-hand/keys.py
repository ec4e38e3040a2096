#!/usr/bin/env python3
"""Key to frame: how long a key takes until its whole frame has left the program, while it still reads and afterwards.

    python3 tests/by-hand/keys.py target/release/scrubjay FILE [COLUMNSxLINES]

A frame is a synchronized update, so its end is in the bytes. Each key waits for the frame of the one before. Prints
p50, p99 and the slowest of every round, in milliseconds, and ends with status 1 when a p99 is above 16.
"""
import fcntl, os, pty, select, struct, sys, tempfile, termios, time

BUDGET_MS = 16
END_OF_FRAME = b"\x1b[?2026l"


class Screen:
    def __init__(self, program, file, columns, lines):
        home = tempfile.mkdtemp()
        os.mkdir(f"{home}/scrubjay")
        with open(f"{home}/scrubjay/state.toml", "w") as state:
            state.write("greeted = true\n")
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", XDG_STATE_HOME=home, XDG_CONFIG_HOME=home)
            time.sleep(0.2)  # until the parent has set the size
            os.execv(program, [program, file])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def take(self, patience):
        """What is written within a time, at most one read; empty when nothing is."""
        if not select.select([self.fd], [], [], patience)[0]:
            return b""
        try:
            return os.read(self.fd, 1 << 16)
        except OSError:
            return b""

    def frame(self, patience=1.0):
        """Waits for the end of a frame; None when none comes."""
        seen = b""
        while END_OF_FRAME not in seen:
            block = self.take(patience)
            if not block:
                return None
            seen = seen[-8:] + block
        return time.perf_counter()

    def quiet(self, patience):
        while self.take(patience):
            pass

    def key(self, key):
        while self.take(0):  # what reading drew by itself
            pass
        begun = time.perf_counter()
        os.write(self.fd, key)
        end = self.frame()
        return None if end is None else (end - begun) * 1000


def told(name, times):
    shown = sorted(ms for ms in times if ms is not None)
    if not shown:
        print(f"{name}: no frame at all")
        return False
    p99 = shown[min(len(shown) - 1, len(shown) * 99 // 100)]
    silent = len(times) - len(shown)
    print(f"{name}: {len(shown)} frames, p50 {shown[len(shown) // 2]:.1f} ms, p99 {p99:.1f} ms, slowest {shown[-1]:.1f} ms"
          + (f", {silent} keys changed nothing" if silent else ""))
    return p99 <= BUDGET_MS


def main():
    program, file = sys.argv[1:3]
    columns, lines = map(int, (sys.argv[3] if len(sys.argv) > 3 else "120x40").split("x"))
    screen = Screen(program, file, columns, lines)
    screen.frame(30)
    good = [told("while it reads", [screen.key(b"lh"[i % 2:i % 2 + 1]) for i in range(300)])]
    screen.quiet(5)
    rounds = [
        ("step", [b"l"] * 200 + [b"h"] * 100), ("rows", [b"j"] * 200), ("page down", [b"\x1b[6~"] * 200),
        ("next of a kind", [b"n", b"N"] * 20 + [b"e", b"E"] * 20), ("ends", [b"G", b"g"] * 100),
        ("panes", [b"\t"] * 60), ("DOM pane", [b"2"] + [b"l"] * 200), ("diff pane", [b"3"] + [b"l"] * 200),
    ]
    for name, keys in rounds:
        good.append(told(name, [screen.key(key) for key in keys]))
        screen.quiet(0.5)
    os.write(screen.fd, b"\x1b\x1bq")
    screen.quiet(1)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())

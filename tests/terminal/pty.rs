//! The program on a pseudo-terminal, and a terminal emulator that reads what it writes.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);

/// The program, running.
pub(crate) struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    raw: Vec<u8>,
    /// The folders for configuration and state: none of the user's own.
    home: tempfile::TempDir,
}

impl Pty {
    /// Opens a sample.
    pub(crate) fn open(sample: &str, size: (u16, u16), variables: &[(&str, &str)]) -> Self {
        Self::open_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample), size, variables)
    }

    /// Opens a file.
    pub(crate) fn open_file(file: &Path, size: (u16, u16), variables: &[(&str, &str)]) -> Self {
        Self::run(&[file.to_str().unwrap()], size, variables)
    }

    /// Runs the program with arguments.
    pub(crate) fn run(args: &[&str], size: (u16, u16), variables: &[(&str, &str)]) -> Self {
        Self::remembering("greeted = true\n", args, size, variables)
    }

    /// Runs the program as one that remembers something: what stands in `state.toml`.
    pub(crate) fn remembering(
        state: &str,
        args: &[&str],
        (columns, lines): (u16, u16),
        variables: &[(&str, &str)],
    ) -> Self {
        let size = PtySize { rows: lines, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_scrubjay"));
        command.args(args);
        let inherited = [
            "NO_COLOR",
            "COLORFGBG",
            "COLORTERM",
            "TMUX",
            "SCRUBJAY_THEME",
            "SCRUBJAY_ASCII",
            "SCRUBJAY_BRAILLE",
            "SCRUBJAY_PAGER",
            "PAGER",
            "LESS",
        ];
        for name in inherited {
            command.env_remove(name);
        }
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("scrubjay")).unwrap();
        std::fs::write(home.path().join("scrubjay/state.toml"), state).unwrap();
        for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
            command.env(name, home.path());
        }
        for (name, value) in [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8")].iter().chain(variables) {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (to, output) = channel();
        thread::spawn(move || {
            let mut block = vec![0; 65536];
            while let Ok(read @ 1..) = reader.read(&mut block) {
                if to.send(block[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().unwrap();
        let screen = vt100::Parser::new(lines.try_into().unwrap(), columns.try_into().unwrap(), 0);
        Self { child, master: pair.master, writer, output, screen, raw: Vec::new(), home }
    }

    /// What it remembers by now.
    pub(crate) fn remembered(&self) -> String {
        std::fs::read_to_string(self.home.path().join("scrubjay/state.toml")).unwrap()
    }

    /// Types.
    pub(crate) fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Sends a signal by its name.
    pub(crate) fn kill(&self, signal: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([&format!("-{signal}"), &pid]).status().unwrap().success());
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&mut self, columns: u16, lines: u16) {
        let size = PtySize { rows: lines, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).unwrap();
        // The worst a terminal may do: what stood there is gone.
        self.screen = vt100::Parser::new(lines.try_into().unwrap(), columns.try_into().unwrap(), 0);
        self.screen.process(b"\x1b[?1049h\x1b[?25l\x1b[?2004h");
    }

    /// Whether the process is stopped.
    pub(crate) fn is_stopped(&mut self) -> bool {
        let pid = self.child.process_id().unwrap().to_string();
        let ps = Command::new("ps").args(["-o", "stat=", "-p", &pid]).output().unwrap();
        String::from_utf8_lossy(&ps.stdout).trim_start().starts_with('T')
    }

    /// Waits until a text is on the screen.
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |pty| pty.text().contains(text));
    }

    /// Waits until something is so; shows the screen when it never is.
    pub(crate) fn wait_until(&mut self, what: &str, so: impl Fn(&mut Self) -> bool) {
        let begun = Instant::now();
        while !so(self) {
            assert!(begun.elapsed() < DEADLINE, "never: {what}\n{}\n{:?}", self.text(), self.tail());
            self.take(Duration::from_millis(20));
        }
    }

    /// Waits until nothing was written for so long; gives the bytes written so far.
    pub(crate) fn quiet(&mut self, time: Duration) -> usize {
        while self.take(time) {}
        self.bytes()
    }

    /// Takes in what is written within a time; whether anything was.
    fn take(&mut self, time: Duration) -> bool {
        let Ok(block) = self.output.recv_timeout(time) else { return false };
        self.screen.process(&block);
        self.raw.extend(block);
        true
    }

    /// The bytes written so far.
    pub(crate) fn bytes(&self) -> usize {
        self.raw.len()
    }

    /// Everything written so far.
    pub(crate) fn raw(&mut self) -> Vec<u8> {
        self.quiet(Duration::from_millis(100));
        self.raw.clone()
    }

    /// What is on the screen.
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// The last that was written, for who reads a failure.
    fn tail(&self) -> String {
        String::from_utf8_lossy(&self.raw[self.raw.len().saturating_sub(300)..]).into_owned()
    }

    /// A line of the screen.
    pub(crate) fn line(&self, line: usize) -> String {
        self.text().lines().nth(line).unwrap_or_default().to_owned()
    }

    /// Whether the alternate screen is on.
    pub(crate) fn is_entered(&mut self) -> bool {
        self.screen.screen().alternate_screen()
    }

    /// Waits for the program's end; its exit status.
    pub(crate) fn status(&mut self) -> u32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                self.quiet(Duration::from_millis(200));
                return status.exit_code();
            }
            assert!(begun.elapsed() < DEADLINE, "it does not end\n{}", self.text());
            self.take(Duration::from_millis(20));
        }
    }

    /// Checks that everything that was turned on is off.
    pub(crate) fn assert_left(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        let tail = String::from_utf8_lossy(&self.raw).into_owned();
        assert!(tail.rfind("\u{1b}[?2026l") > tail.rfind("\u{1b}[?2026h"), "a synchronized update was left open");
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

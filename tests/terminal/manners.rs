//! Manners: configuration, memory, notes, growing files, every key, every size, few bytes.

use super::{Pty, SAMPLE};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A folder for configuration and state, with a copy of the sample beside it.
struct Home(tempfile::TempDir);

impl Home {
    fn new(config: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("scrubjay")).unwrap();
        std::fs::write(home.path().join("scrubjay/config.toml"), config).unwrap();
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(SAMPLE), home.path().join(SAMPLE))
            .unwrap();
        Self(home)
    }

    fn file(&self) -> PathBuf {
        self.0.path().join(SAMPLE)
    }

    fn open(&self, size: (u16, u16)) -> Pty {
        let home = self.0.path().to_str().unwrap();
        Pty::open_file(&self.file(), size, &[("XDG_CONFIG_HOME", home), ("XDG_STATE_HOME", home)])
    }
}

fn leave(mut pty: Pty) {
    pty.send("q");
    assert_eq!(pty.status(), 0);
    pty.assert_left();
}

#[test]
fn keys_are_rebound_and_a_mistake_is_told_with_its_line() {
    let home = Home::new("theme = \"gruvbox\"\n[keys]\n\"K e\" = \"next-error\"\n\"U\" = \"nxt-error\"\n");
    let mut pty = home.open((120, 40));
    pty.wait_for("line 4: no command is called \"nxt-error\"");
    pty.wait_for("11 errors");
    pty.send("Ke");
    pty.wait_for("at buy.onclick");
    leave(pty);
}

#[test]
fn the_first_run_has_a_hint_and_the_next_remembers_the_pane() {
    let home = Home::new("");
    let mut pty = home.open((120, 40));
    pty.wait_for("? lists the keys");
    pty.wait_for("11 errors");
    pty.send("5");
    pty.wait_for("[5 Log]");
    leave(pty);
    let mut pty = home.open((120, 40));
    pty.wait_for("[5 Log]");
    assert!(!pty.text().contains("? lists the keys"), "once is enough");
    leave(pty);
}

#[test]
fn notes_and_marks_lie_beside_the_recording() {
    let home = Home::new("");
    let mut pty = home.open((120, 40));
    pty.wait_for("11 errors");
    pty.send("ema");
    pty.wait_for("mark a is #146");
    pty.send("athe cart is empty\r");
    pty.wait_for("kept beside the recording");
    leave(pty);
    let kept = std::fs::read_to_string(home.file().with_extension("json.scrubjay.toml")).unwrap();
    assert!(kept.contains("the cart is empty") && kept.contains("name = \"a\""), "{kept}");
    let mut pty = home.open((120, 40));
    pty.wait_for("11 errors");
    pty.send("'a");
    pty.wait_for("the cart is empty");
    leave(pty);
}

#[test]
fn a_growing_recording_is_followed_until_the_playhead_is_moved() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("grows.jsonl");
    let line = |at: u32| format!("{{\"type\":5,\"timestamp\":{at},\"data\":{{\"tag\":\"t{at}\",\"payload\":1}}}}\n");
    let mut text: String = (1000..1010).map(line).collect();
    std::fs::write(&file, &text).unwrap();
    let mut pty = Pty::run(&["--follow", file.to_str().unwrap()], (120, 40), &[]);
    pty.wait_for("#9/9");
    pty.wait_for("following");
    let _ = write!(text, "{}{}", line(2000), line(2001));
    std::fs::write(&file, &text).unwrap();
    pty.wait_for("#11/11");
    pty.send("h");
    pty.wait_for("#10/11");
    text.push_str(&line(3000));
    std::fs::write(&file, &text).unwrap();
    pty.wait_for("#10/12");
    leave(pty);
}

#[test]
fn no_key_is_lost_when_keys_come_faster_than_frames() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("long.jsonl");
    let line = |at: u32| format!("{{\"type\":5,\"timestamp\":{at},\"data\":{{\"tag\":\"t{at}\",\"payload\":1}}}}\n");
    std::fs::write(&file, (1000..41000).map(line).collect::<String>()).unwrap();
    let mut pty = Pty::open_file(&file, (120, 40), &[]);
    // Most of the file is still to be read when the keys come.
    let known = |pty: &mut Pty| {
        let text = pty.text();
        let count = text.split_once("#0/")?.1;
        count.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok()
    };
    pty.wait_until("more rows than keys", |pty| known(pty) > Some(1000));
    for burst in ["l".repeat(700), "lh".repeat(300), "3l".repeat(100), "h".repeat(50)] {
        pty.send(&burst);
    }
    pty.wait_for("#950/39999");
    pty.send(&format!("/{}\u{7f}", "t1".repeat(40)));
    pty.wait_for(&"t1".repeat(39));
    pty.send("\u{1b}[27u\u{1b}[27u");
    leave(pty);
}

#[test]
fn every_key_of_the_table_is_harmless() {
    let home = Home::new("");
    let mut pty = home.open((120, 40));
    pty.wait_for("11 errors");
    for spec in scrubjay::tui::COMMANDS {
        if ["quit", "suspend", "mouse", "open"].contains(&spec.name) {
            continue;
        }
        for keys in spec.keys {
            for chord in keys.split(' ') {
                pty.send(&typed(chord));
            }
        }
    }
    pty.quiet(Duration::from_millis(300));
    pty.send("\u{1b}");
    pty.quiet(Duration::from_millis(200));
    pty.send("\u{1b}");
    pty.quiet(Duration::from_millis(200));
    pty.send("\u{3}");
    assert_eq!(pty.status(), 0, "nothing it was told made it fail, and it still leaves");
    pty.assert_left();
}

/// What a terminal sends for a chord as the table writes it.
fn typed(chord: &str) -> String {
    let arrow = |end: char, modifier: &str| format!("\u{1b}[{modifier}{end}");
    match chord {
        "Space" => " ".to_owned(),
        "Esc" => "\u{1b}[27u".to_owned(),
        "Enter" => "\r".to_owned(),
        "Tab" => "\t".to_owned(),
        "S-Tab" => "\u{1b}[Z".to_owned(),
        "Up" => arrow('A', ""),
        "Down" => arrow('B', ""),
        "Right" => arrow('C', ""),
        "Left" => arrow('D', ""),
        "Home" => arrow('H', ""),
        "End" => arrow('F', ""),
        "S-Up" => arrow('A', "1;2"),
        "S-Down" => arrow('B', "1;2"),
        "C-Up" => arrow('A', "1;5"),
        "C-Down" => arrow('B', "1;5"),
        "S-Left" => arrow('D', "1;2"),
        "S-Right" => arrow('C', "1;2"),
        "C-Left" => arrow('D', "1;5"),
        "C-Right" => arrow('C', "1;5"),
        "PageUp" => "\u{1b}[5~".to_owned(),
        "PageDown" => "\u{1b}[6~".to_owned(),
        "F1" => "\u{1b}OP".to_owned(),
        "F2" => "\u{1b}OQ".to_owned(),
        chord => match (chord.strip_prefix("C-"), chord.chars().next()) {
            (Some(letter), _) => char::from(letter.as_bytes()[0] & 0x1f).to_string(),
            (None, Some(c)) if chord.chars().count() == 1 => c.to_string(),
            _ => panic!("how is {chord} typed?"),
        },
    }
}

#[test]
fn every_size_has_straight_lines() {
    for (columns, lines) in [(20, 5), (40, 12), (60, 15), (80, 24), (250, 70), (500, 200)] {
        let mut pty = Pty::open(SAMPLE, (columns, lines), &[]);
        pty.wait_until("everything is read", |pty| pty.text().contains("Rows  213") || columns < 40);
        pty.send("e");
        pty.wait_until("the error", |pty| pty.text().contains("00:22.119") || columns < 40);
        let widest = pty.text().lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= columns.into(), "{columns}x{lines}: {widest}");
        leave(pty);
    }
}

#[test]
fn starting_asks_the_terminal_nothing_and_playing_writes_little() {
    let mut pty = Pty::open(SAMPLE, (200, 60), &[("COLORTERM", "truecolor")]);
    pty.wait_for("11 errors");
    pty.quiet(Duration::from_millis(300));
    let raw = String::from_utf8_lossy(&pty.raw()).into_owned();
    for question in ["\u{1b}[c", "\u{1b}[>c", "\u{1b}[6n", "\u{1b}]10;?", "\u{1b}]11;?", "\u{1b}[?u"] {
        assert!(!raw.contains(question), "{question:?} waits for an answer");
    }
    let before = pty.bytes();
    // Two recorded minutes a second would be more than anybody plays: 16 seconds are.
    pty.send(">>>> ");
    pty.wait_for("the recording ends here");
    let written = pty.quiet(Duration::from_millis(300)) - before;
    // 30 s at 16x are two seconds of playing, less what is idle.
    assert!(written <= 2 * 64 * 1024, "playing the whole wrote {written} bytes");
    leave(pty);
}

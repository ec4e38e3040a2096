//! What stands in the way of a file that a verb writes: full disks, folders that take nothing, kills, others at the same
//! name. Under the name there is the old file or the new one, whole, and nothing is left beside it.

use super::{checkout, failure, run, sample, text};
use assert_cmd::cargo::cargo_bin;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// Every verb and format that writes to `-o`, folders of tables included.
const WRITERS: [&[&str]; 11] = [
    &["pack"],
    &["export", "--to", "posthog"],
    &["export", "--to", "rrweb"],
    &["export", "--to", "jsonl-v2"],
    &["export", "--to", "har"],
    &["export", "--to", "ndjson"],
    &["export", "--to", "html"],
    &["export", "--to", "markdown"],
    &["export", "--to", "playwright"],
    &["export", "--to", "csv"],
    &["export", "--to", "parquet"],
];

/// Runs a writer where no file may become longer than so many blocks, as on a disk that is full by then.
fn on_a_full_disk(blocks: u32, writer: &[&str], input: &str, path: &Path) -> Output {
    let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let program = cargo_bin!("scrubjay");
    Command::new("sh")
        .arg("-c")
        .arg(limited)
        .arg(program)
        .args(writer)
        .args([input, "--force", "-o"])
        .arg(path)
        .output()
        .unwrap()
}

/// What lies in a folder, by name.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A pack of what comes through a pipe, begun, and waiting in the middle of it.
struct Begun {
    process: Child,
    feed: File,
    rest: Vec<u8>,
}

impl Begun {
    fn new(folder: &Path, out: &Path, more: &[&str]) -> Self {
        let pipes = tempfile::tempdir().unwrap();
        let fifo = pipes.path().join("fifo");
        assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let before = names(folder);
        let process = Command::new(cargo_bin!("scrubjay"))
            .args(["pack", fifo.to_str().unwrap(), "-o", out.to_str().unwrap()])
            .args(more)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The pipe opens when its reader does, which has begun its file by then.
        let mut feed = OpenOptions::new().write(true).open(&fifo).unwrap();
        let mut whole = fs::read(checkout()).unwrap();
        let rest = whole.split_off(50_000);
        feed.write_all(&whole).unwrap();
        let made: Vec<String> = names(folder).into_iter().filter(|name| !before.contains(name)).collect();
        let name = out.file_name().unwrap().to_str().unwrap();
        let is_hidden =
            |made: &String| made.starts_with(&format!(".{name}")) && made.split('.').next_back() == Some("part");
        assert!(made.len() == 1 && made.iter().all(is_hidden), "{made:?}");
        Self { process, feed, rest }
    }

    /// Ends it by a signal.
    fn kill(mut self, signal: i32) {
        let kill = Command::new("kill").args([format!("-{signal}"), self.process.id().to_string()]).status();
        assert!(kill.unwrap().success());
        assert_eq!(self.process.wait().unwrap().signal(), Some(signal));
    }

    /// Lets it go on to its end.
    fn finish(mut self) -> Output {
        self.feed.write_all(&self.rest).unwrap();
        drop(self.feed);
        self.process.wait_with_output().unwrap()
    }
}

#[test]
fn a_full_disk_leaves_the_old_file_and_says_what_would_help() {
    for writer in WRITERS {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let is_folder = ["csv", "parquet"].contains(writer.last().unwrap());
        if !is_folder {
            fs::write(&path, "old").unwrap();
        }
        let output = on_a_full_disk(0, writer, &checkout(), &path);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{writer:?}: {said}");
        let names_it = said.contains(&format!("cannot write {}", path.display()));
        assert!(names_it && said.contains("hint: make room"), "{writer:?}: {said}");
        assert_eq!(names(folder.path()), if is_folder { vec![] } else { vec!["out"] }, "{writer:?}");
        assert!(is_folder || fs::read(&path).unwrap() == b"old", "{writer:?}");
    }
}

#[test]
fn a_disk_that_fills_up_on_the_way_leaves_nothing_and_says_how_far_it_came() {
    let input = sample("iframe.export.json.gz");
    for writer in [&["pack"][..], &["export", "--to", "html"], &["export", "--to", "parquet"]] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let whole = run(&[writer, &[&input, "-o", path.to_str().unwrap()]].concat());
        assert_eq!(whole.status.code(), Some(0), "{}", text(&whole.stderr));
        let output = if path.is_dir() {
            fs::remove_dir_all(&path).unwrap();
            on_a_full_disk(16, writer, &input, &path)
        } else {
            fs::remove_file(&path).unwrap();
            on_a_full_disk(300, writer, &input, &path)
        };
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{writer:?}: {said}");
        assert!(said.contains(" after ") && said.contains("hint: make room"), "{writer:?}: {said}");
        assert_eq!(names(folder.path()), [""; 0], "{writer:?}");
    }
}

#[test]
fn what_cannot_be_a_file_is_told_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    fs::write(folder.path().join("file"), "mine").unwrap();
    let said = |writer: &[&str], name: &str| {
        let path = folder.path().join(name);
        let said = failure(&[writer, &["no-such-input", "--force", "-o", path.to_str().unwrap()]].concat());
        said.replace(folder.path().to_str().unwrap(), "FOLDER")
    };
    let mut all = Vec::new();
    for name in ["folder", "missing/out", "file/out", "folder/.."] {
        all.push(said(&["pack"], name));
    }
    all.push(failure(&["pack", "no-such-input", "--force", "-o", "/dev/null"]));
    insta::assert_snapshot!(all.join("\n"));
    assert_eq!(names(folder.path()), ["file", "folder"]);
    assert!(names(&folder.path().join("folder")).is_empty());
    // An export says the same, when it has something to write.
    for (writer, name) in [("rrweb", "folder"), ("rrweb", "missing/out"), ("csv", "file"), ("csv", "missing/out")] {
        let path = folder.path().join(name);
        let said = failure(&["export", &checkout(), "--to", writer, "--force", "-o", path.to_str().unwrap()]);
        assert!(said.starts_with("2: ") && said.contains(path.to_str().unwrap()) && said.contains("hint: "), "{said}");
    }
    assert_eq!(names(folder.path()), ["file", "folder"]);
}

#[test]
#[allow(clippy::print_stderr)] // a skipped check must be seen
fn a_folder_that_takes_no_files_is_named_and_another_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    // Permissions stop nobody who is root; some folders of the system take no files even then.
    let takes_none = |folder: &Path| match File::create(folder.join("probe")) {
        Ok(_) => fs::remove_file(folder.join("probe")).is_err(),
        Err(error) => {
            [std::io::ErrorKind::PermissionDenied, std::io::ErrorKind::ReadOnlyFilesystem].contains(&error.kind())
        }
    };
    let Some(closed) = [closed, PathBuf::from("/sys/kernel")].into_iter().find(|folder| takes_none(folder)) else {
        eprintln!("SKIPPED: no folder on this machine is closed to this user, so none was tried");
        return;
    };
    for writer in WRITERS {
        let path = closed.join("out");
        let said = failure(&[writer, &[&checkout(), "-o", path.to_str().unwrap()]].concat());
        assert!(said.starts_with("4: ") && said.contains(&format!("cannot write {}", path.display())), "{said}");
        assert!(said.contains("hint: write into a folder that you may write to"), "{said}");
    }
}

#[test]
fn a_kill_leaves_the_name_as_it_was_and_stands_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.zst");
    fs::write(&out, "old").unwrap();
    Begun::new(folder.path(), &out, &["--force"]).kill(9);
    assert_eq!(fs::read(&out).unwrap(), b"old");
    assert_eq!(names(folder.path()).len(), 2, "the one that nobody could tidy up");
    let again = Begun::new(folder.path(), &out, &["--force"]).finish();
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    assert_eq!(run(&["verify", out.to_str().unwrap()]).status.code(), Some(0));
    assert_eq!(names(folder.path()).len(), 2, "it may be another's who is still at it");
}

#[test]
fn a_kill_while_it_is_written_leaves_no_half_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.zst");
    let mut packing = Command::new(cargo_bin!("scrubjay"))
        .args(["pack", &sample("iframe.export.json.gz"), "--level", "22", "-o", out.to_str().unwrap()])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let is_written = |entry: std::io::Result<fs::DirEntry>| {
        entry.and_then(|entry| entry.metadata()).is_ok_and(|file| file.len() > 0)
    };
    while packing.try_wait().unwrap().is_none() && !fs::read_dir(folder.path()).unwrap().any(is_written) {
        std::thread::yield_now();
    }
    packing.kill().unwrap();
    packing.wait().unwrap();
    // On a machine where all of it came between two looks, it is whole.
    assert!(!out.exists() || run(&["verify", out.to_str().unwrap()]).status.code() == Some(0));
}

#[test]
#[allow(clippy::print_stderr)] // a skipped check must be seen
fn an_interrupt_leaves_nothing_at_all() {
    for signal in [2, 15, 1] {
        // What runs the tests may have it ignored, as nohup and background jobs do: then it is to stay ignored.
        let probe = Command::new("sh").args(["-c", &format!("kill -{signal} $$; exit 7")]).status().unwrap();
        if probe.code() == Some(7) {
            eprintln!("SKIPPED: signal {signal} is ignored here, so that nothing can be ended by it");
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        Begun::new(folder.path(), &folder.path().join("out.zst"), &[]).kill(signal);
        assert_eq!(names(folder.path()), [""; 0], "signal {signal}");
    }
}

#[test]
fn who_asked_for_a_signal_to_be_ignored_gets_it_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.zst");
    // As `nohup` starts it.
    let mut packing = Command::new("sh")
        .args(["-c", "trap '' HUP; exec \"$0\" pack - -o \"$1\""])
        .arg(cargo_bin!("scrubjay"))
        .arg(&out)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut feed = packing.stdin.take().unwrap();
    let whole = fs::read(checkout()).unwrap();
    // More than a pipe holds: when it is taken, the program has begun.
    feed.write_all(&whole[..300_000]).unwrap();
    assert!(Command::new("kill").args(["-1", &packing.id().to_string()]).status().unwrap().success());
    feed.write_all(&whole[300_000..]).unwrap();
    drop(feed);
    assert_eq!(packing.wait().unwrap().code(), Some(0));
    assert_eq!(names(folder.path()), ["out.zst"]);
}

#[test]
fn two_packs_to_one_name_give_one_of_them_whole() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.zst");
    let levels = [["--level", "1"], ["--level", "19"]];
    let two = levels.map(|level| Begun::new(folder.path(), &out, &level));
    let ends = two.map(Begun::finish);
    let mut codes = ends.each_ref().map(|end| end.status.code());
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(2)]);
    assert!(ends.iter().any(|end| text(&end.stderr).contains("is there already")));
    assert_eq!(run(&["verify", out.to_str().unwrap()]).status.code(), Some(0));
    assert_eq!(names(folder.path()), ["out.zst"]);
    let two = levels.map(|level| Begun::new(folder.path(), &out, &[&level[..], &["--force"]].concat()));
    assert!(two.map(Begun::finish).iter().all(|end| end.status.success()), "by force both may");
    assert_eq!(run(&["verify", out.to_str().unwrap()]).status.code(), Some(0));
    assert_eq!(names(folder.path()), ["out.zst"]);
}

#[test]
fn who_reads_while_it_is_replaced_reads_the_old_file_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.zst");
    let pack = |level: &str| {
        let output = run(&["pack", &checkout(), "--level", level, "--force", "-o", out.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        fs::read(&out).unwrap()
    };
    let whole = [pack("1"), pack("9")];
    assert_ne!(whole[0], whole[1]);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut seen = [0_usize; 2];
                    while !done.load(Ordering::Relaxed) {
                        let read = fs::read(&out).unwrap();
                        let which = whole.iter().position(|whole| *whole == read);
                        seen[which.unwrap_or_else(|| panic!("{} bytes of neither", read.len()))] += 1;
                    }
                    seen
                })
            })
            .collect();
        for round in 0..6 {
            pack(["1", "9"][round % 2]);
        }
        done.store(true, Ordering::Relaxed);
        for reader in readers {
            let seen = reader.join().unwrap();
            assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
        }
    });
    assert_eq!(names(folder.path()), ["out.zst"]);
}

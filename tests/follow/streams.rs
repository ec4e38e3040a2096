//! Compressed files that grow by members or frames, and pipes.

use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_files_grow_by_members_and_frames() {
    let zstd = |text: &str| zstd::bulk::compress(text.as_bytes(), 3).unwrap();
    for pack in [&gzip as &dyn Fn(&str) -> Vec<u8>, &zstd] {
        let (_folder, path) = empty();
        let followed = Followed::file(&path);
        append(&path, pack(&events([0, 1])));
        followed.until_events(&[0, 1]);
        let next = pack(&events([2]));
        append(&path, &next[..next.len() / 2]);
        append(&path, &next[next.len() / 2..]);
        followed.until_events(&[0, 1, 2]);
        append(&path, pack(&event(3)));
        assert_eq!(followed.until_events(&[0, 1, 2, 3]).damage, []);
        assert_eq!(followed.stop().damage, []);
    }
}

#[test]
fn a_stream_that_is_flushed_shows_what_was_flushed() {
    let (_folder, path) = empty();
    let followed = Followed::file(&path);
    let file = OpenOptions::new().append(true).create(true).open(&path).unwrap();
    let mut encoder = zstd::stream::write::Encoder::new(file, 3).unwrap();
    for number in 0..3 {
        encoder.write_all(event(number).as_bytes()).unwrap();
        encoder.flush().unwrap();
        followed.until_events(&(0..=number).collect::<Vec<_>>());
    }
    encoder.finish().unwrap();
    assert_eq!(followed.stop().damage, []);
}

#[test]
fn a_cut_compressed_file_starts_anew() {
    let (_folder, path) = empty();
    append(&path, gzip(&events(0..50)));
    let followed = Followed::file(&path);
    let before = followed.until_events(&(0..50).collect::<Vec<_>>());
    std::fs::write(&path, gzip(&event(90))).unwrap();
    let view = followed.until_events(&[90]);
    assert_eq!((view.progress.follow.unwrap().restarted, view.damage[0].events_lost), (1, Some(50)));
    assert!(followed.recording.event(&before, 0).is_err());
}

#[cfg(unix)]
#[test]
fn a_pipe_shows_each_line_as_it_comes_and_ends_with_its_writer() {
    let (folder, path) = empty();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let followed = Followed::file(&path);
    let mut writer = OpenOptions::new().write(true).open(&path).unwrap();
    writer.write_all(event(0).as_bytes()).unwrap();
    followed.until_events(&[0]);
    writer.write_all(&line(1)[..40]).unwrap();
    writer.write_all(&line(1)[40..]).unwrap();
    followed.until_events(&[0, 1]);
    drop(writer);
    let view = followed.until_now(Now::Ended);
    assert_eq!((times(&view), view.damage.len(), view.progress.done), (vec![0, 1], 0, true));
    drop(folder);
}

//! Zstandard: any number of frames, windows up to 128 MiB (what `zstd -d` accepts without being asked).

use super::{Fault, Head, seek};
use std::io::{self, BufRead as _, Read};
use zstd::stream::read::Decoder;

const LARGEST_WINDOW_LOG: u32 = 27;

pub(super) struct Zstd {
    state: State,
}

enum State {
    Frames(Decoder<'static, Head>),
    /// A frame failed; look for the next one.
    Lost(Head),
    Start(Head),
    Done,
}

impl Zstd {
    pub(super) fn new(inner: Head) -> Self {
        Self { state: State::Start(inner) }
    }

    fn failed(error: io::Error) -> io::Error {
        if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Fault>) {
            return error; // of a layer below
        }
        let text = error.to_string();
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Fault::truncated("zstd").into()
        } else if text.contains("too much memory") {
            let remedy = Some("repack it with a window of at most 128 MB: zstd -d --long=31, then zstd".to_owned());
            let reason = "the zstd frame needs a window of more than 128 MB".to_owned();
            Fault { remedy, ..Fault::broken(reason) }.into()
        } else {
            Fault::broken(format!("the zstd stream is damaged: {text}")).into()
        }
    }
}

impl Read for Zstd {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Ok(0),
                State::Start(inner) => {
                    let mut decoder = Decoder::with_buffer(inner)?;
                    decoder.window_log_max(LARGEST_WINDOW_LOG)?;
                    self.state = State::Frames(decoder);
                }
                State::Frames(mut frames) => match frames.read(out) {
                    Ok(0) if !out.is_empty() => return Ok(0),
                    Ok(count) => {
                        self.state = State::Frames(frames);
                        return Ok(count);
                    }
                    Err(error) => {
                        self.state = State::Lost(frames.finish());
                        return Err(Self::failed(error));
                    }
                },
                State::Lost(mut rest) => {
                    if seek(&mut rest, &[0x28, 0xb5, 0x2f, 0xfd])? {
                        self.state = State::Start(rest);
                    } else {
                        rest.fill_buf()?;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: Vec<u8>) -> (Vec<u8>, Vec<String>) {
        super::super::tests::drain(&mut Zstd::new(Head::new(Box::new(io::Cursor::new(bytes)))))
    }

    fn noise(len: u32) -> Vec<u8> {
        (0..len).flat_map(|n| (n.wrapping_mul(2_654_435_761)).to_le_bytes()).collect()
    }

    #[test]
    fn frames_follow_each_other() {
        let pack = |text: &[u8]| zstd::bulk::compress(text, 3).unwrap();
        assert_eq!(read([pack(b"one "), pack(b"two")].concat()), (b"one two".to_vec(), vec![]));
    }

    #[test]
    fn a_cut_stream_gives_what_it_holds() {
        let text = noise(500_000);
        let whole = zstd::bulk::compress(&text, 3).unwrap();
        let (got, faults) = read(whole[..whole.len() / 2].to_vec());
        assert!(got.len() > text.len() / 4 && text.starts_with(&got), "{}", got.len());
        assert_eq!(faults, ["the zstd stream ends too early"]);
    }

    #[test]
    fn a_bad_frame_costs_itself_only() {
        let mut bad = zstd::bulk::compress(&noise(1000), 3).unwrap();
        bad[4] = 0xff; // a frame header descriptor with its reserved bit set
        let good = |text: &[u8]| zstd::bulk::compress(text, 3).unwrap();
        let (got, faults) = read([good(b"one "), bad, good(b"two")].concat());
        assert_eq!((got.as_slice(), faults.len()), (&b"one two"[..], 1), "{faults:?}");
    }

    #[test]
    fn a_huge_window_is_refused_with_its_reason() {
        // Magic, descriptor 0 (a window descriptor follows), window 2^31, then nothing that matters.
        let (got, faults) = read(vec![0x28, 0xb5, 0x2f, 0xfd, 0, 21 << 3, 1, 0, 0, 0]);
        assert!(got.is_empty());
        assert_eq!(faults, ["the zstd frame needs a window of more than 128 MB"]);
    }
}

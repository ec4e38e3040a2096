//! gzip (RFC 1952): any number of members, zero padding after the last.

use super::{Fault, Head, seek};
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead as _, Read};

pub(super) struct Gzip {
    state: State,
}

enum State {
    Member(Box<GzDecoder<Head>>),
    /// A member failed; look for the next one.
    Lost(Head),
    Done,
}

impl Gzip {
    pub(super) fn new(inner: Head) -> Self {
        Self { state: State::Member(Box::new(GzDecoder::new(inner))) }
    }

    /// After a member's end: another member, padding, or something that does not belong here.
    fn next(mut rest: Head) -> (State, io::Result<()>) {
        match rest.peek(3) {
            [0x1f, 0x8b, 8, ..] => (State::Member(Box::new(GzDecoder::new(rest))), Ok(())),
            [] => (State::Done, rest.fill_buf().map(|_| ())),
            _ => {
                let padding = rest.peek(64 << 10).iter().all(|&byte| byte == 0);
                let note = Fault { remedy: None, ..Fault::broken("bytes after the end of the gzip stream".to_owned()) };
                (State::Lost(rest), if padding { Ok(()) } else { Err(note.into()) })
            }
        }
    }

    fn failed(error: io::Error) -> io::Error {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Fault::truncated("gzip").into(),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                Fault::broken(format!("the gzip stream is damaged: {error}")).into()
            }
            _ => error,
        }
    }
}

impl Read for Gzip {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Ok(0),
                State::Member(mut member) => match member.read(out) {
                    Ok(0) if !out.is_empty() => {
                        let (state, result) = Self::next(member.into_inner());
                        self.state = state;
                        result?;
                    }
                    Ok(count) => {
                        self.state = State::Member(member);
                        return Ok(count);
                    }
                    Err(error) => {
                        let error = Self::failed(error);
                        self.state = State::Lost(member.into_inner());
                        return Err(error);
                    }
                },
                State::Lost(mut rest) => {
                    if seek(&mut rest, &[0x1f, 0x8b, 8])? {
                        self.state = State::Member(Box::new(GzDecoder::new(rest)));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::write::GzEncoder;
    use std::io::Write as _;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    /// All that can be read, and the reasons of the faults on the way.
    fn read(bytes: Vec<u8>) -> (Vec<u8>, Vec<String>) {
        super::super::tests::drain(&mut Gzip::new(Head::new(Box::new(io::Cursor::new(bytes)))))
    }

    #[test]
    fn members_follow_each_other_and_padding_is_no_fault() {
        let bytes = [gzip(b"one "), gzip(b"two"), vec![0; 512]].concat();
        assert_eq!(read(bytes), (b"one two".to_vec(), vec![]));
    }

    #[test]
    fn a_cut_stream_gives_what_it_holds() {
        let text: Vec<u8> = (0..50_000u32).flat_map(|n| n.to_string().into_bytes()).collect();
        let whole = gzip(&text);
        let (got, faults) = read(whole[..whole.len() / 2].to_vec());
        assert!(got.len() > text.len() / 4 && text.starts_with(&got));
        assert_eq!(faults, ["the gzip stream ends too early"]);
    }

    #[test]
    fn a_bad_member_costs_itself_only() {
        let mut bad = gzip(b"bad bad bad");
        bad[10] = 0x07; // a deflate block of the type that does not exist
        let (got, faults) = read([gzip(b"one "), bad, gzip(b"two")].concat());
        assert!(got.starts_with(b"one ") && got.ends_with(b"two"));
        assert_eq!(faults.len(), 1);
    }
}

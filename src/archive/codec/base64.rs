//! base64 in either alphabet, with the URL encoding of a form body (`data=…`) taken off.

use super::{Fault, Head};
use std::io::{self, BufRead as _, Read};

pub(super) struct Base64 {
    inner: Head,
    started: bool,
    ended: bool,
    bits: u32,
    held: u32,
    pending: Option<io::Error>,
}

impl Base64 {
    pub(super) fn new(inner: Head) -> Self {
        Self { inner, started: false, ended: false, bits: 0, held: 0, pending: None }
    }

    /// The next character's six bits; `None` at the end of the field or of the input.
    fn six(&mut self) -> io::Result<Option<u32>> {
        loop {
            let Some(&byte) = self.inner.fill_buf()?.first() else { return Ok(None) };
            self.inner.consume(1);
            let byte = if byte == b'%' { self.percent() } else { byte };
            return Ok(Some(match byte {
                b'A'..=b'Z' => u32::from(byte - b'A'),
                b'a'..=b'z' => u32::from(byte - b'a') + 26,
                b'0'..=b'9' => u32::from(byte - b'0') + 52,
                b'+' | b'-' | b' ' => 62,
                b'/' | b'_' => 63,
                b'\r' | b'\n' | b'\t' => continue,
                b'=' | b'&' | b'"' => return Ok(None),
                _ => {
                    self.ended = true;
                    return Err(Fault::broken(format!("the base64 text holds the byte {byte:#04x}")).into());
                }
            }));
        }
    }

    fn percent(&mut self) -> u8 {
        let digits = std::str::from_utf8(self.inner.peek(2).get(..2).unwrap_or_default()).unwrap_or_default();
        let byte = u8::from_str_radix(digits, 16).unwrap_or(b'%');
        self.inner.consume(2);
        byte
    }
}

impl Read for Base64 {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.started {
            self.started = true;
            if self.inner.peek(5).starts_with(b"data=") {
                self.inner.consume(5);
            }
        }
        if let Some(error) = self.pending.take() {
            return Err(error);
        }
        let mut made = 0;
        while made < out.len() && !self.ended {
            match self.six() {
                Ok(Some(six)) => self.bits = self.bits << 6 | six,
                Ok(None) => {
                    self.ended = true;
                    break;
                }
                Err(error) => {
                    self.pending = Some(error);
                    break;
                }
            }
            self.held += 6;
            if self.held >= 8 {
                self.held -= 8;
                out[made] = self.bits.checked_shr(self.held).unwrap_or(0).to_le_bytes()[0];
                made += 1;
            }
        }
        match self.pending.take_if(|_| made == 0) {
            Some(error) => Err(error),
            None => Ok(made),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<u8>, Vec<String>) {
        super::super::tests::drain(&mut Base64::new(Head::new(Box::new(io::Cursor::new(text.to_owned())))))
    }

    #[test]
    fn forms_and_plain_base64_read_alike() {
        for text in [
            "W3siYSI6Pz8-fQ",
            "W3siYSI6Pz8+fQ==",
            "data=W3siYSI6Pz8%2BfQ%3D%3D&compression=base64",
            "W3si\r\nYSI6\nPz8+fQ==",
        ] {
            assert_eq!(read(text), (b"[{\"a\":??>}".to_vec(), vec![]), "{text}");
        }
    }

    #[test]
    fn what_is_no_base64_is_a_fault_after_what_was() {
        let (got, faults) = read("W3si!!");
        assert_eq!((got.as_slice(), faults.len()), (&b"[{\""[..], 1));
    }
}

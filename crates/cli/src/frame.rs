//! Frames: a length of 4 bytes, big-endian, and so many bytes. What is in them is not known here.

use std::io::{self, Read, Write};

/// More than any request needs; a length beyond it means that the sender speaks something else.
pub const FRAME_BYTES_MAX: u32 = 1 << 20;

/// What came in.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    /// A whole frame.
    Whole(Vec<u8>),
    /// The sender has closed its side between two frames.
    End,
    /// A length that no frame has.
    TooLong(u32),
    /// The sender has closed its side within a frame.
    Cut,
}

/// Wait for the next frame. Memory grows with what really comes.
pub fn read(input: &mut impl Read) -> io::Result<Frame> {
    let mut length = Vec::new();
    input.by_ref().take(4).read_to_end(&mut length)?;
    let Some(length) = length.first_chunk::<4>() else {
        return Ok(if length.is_empty() {
            Frame::End
        } else {
            Frame::Cut
        });
    };
    let length = u32::from_be_bytes(*length);
    if length > FRAME_BYTES_MAX {
        return Ok(Frame::TooLong(length));
    }
    let mut body = Vec::new();
    let read = input.by_ref().take(length.into()).read_to_end(&mut body)?;
    Ok(if u32::try_from(read) == Ok(length) {
        Frame::Whole(body)
    } else {
        Frame::Cut
    })
}

/// Write a frame at once, so that a reader never waits for its second half.
pub fn write(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    let length =
        u32::try_from(body.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut frame = Vec::with_capacity(body.len() + 4);
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(body);
    output.write_all(&frame)?;
    output.flush()
}

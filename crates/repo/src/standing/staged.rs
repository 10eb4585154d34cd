//! git's index: what the files of a working tree were like when git last saw that they are what it has of them.
//!
//! It only saves work. A file of which it does not vouch is compared by its content.

use std::collections::HashMap;

use analysis::ObjectId;

use crate::beneath::Times;

/// A larger index is not read.
pub const INDEX_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// A longer name is none that a file has.
const NAME_BYTES_MAX: usize = 4_096;
/// What stands of a file before its name, but for the second word of flags.
const FILE_BYTES: usize = 62;
const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
const SKIP_WORKTREE: u16 = 0x4000;

/// What git knows of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staged {
    /// Its content's name.
    pub id: ObjectId,
    /// When it was changed last.
    pub times: Times,
    /// The low 32 bits of its size.
    pub size_bytes: u32,
    /// It is left out of the working tree on purpose.
    pub left_out: bool,
}

/// The files of an index by path; conflicts are left out. Nothing where it is damaged or of a kind that is not known.
pub fn staged(bytes: &[u8]) -> Option<HashMap<String, Staged>> {
    let mut rest = bytes;
    let (signature, version) = (taken(&mut rest, 4)?, number(&mut rest)?);
    if signature != b"DIRC" || !(2..=4).contains(&version) {
        return None;
    }
    let count = usize::try_from(number(&mut rest)?).ok()?;
    // No file takes fewer bytes, so that a made-up count allocates nothing.
    let mut files = HashMap::with_capacity(count.min(bytes.len() / FILE_BYTES));
    let mut name: Vec<u8> = Vec::new();
    for _ in 0..count {
        let start = rest.len();
        let (one, flags) = file(&mut rest)?;
        if version == 4 {
            let kept = name.len().checked_sub(varint(&mut rest)?)?;
            name.truncate(kept);
            let end = rest.iter().position(|byte| *byte == 0)?;
            name.extend(taken(&mut rest, end)?);
            taken(&mut rest, 1)?;
        } else {
            let end = rest.iter().position(|byte| *byte == 0)?;
            name.clear();
            name.extend(taken(&mut rest, end)?);
            // One to eight zeros, up to a multiple of eight.
            let used = start - rest.len();
            taken(&mut rest, 8 - used % 8)?;
        }
        if name.len() > NAME_BYTES_MAX {
            return None;
        }
        if flags & STAGE == 0 {
            files.insert(String::from_utf8_lossy(&name).into_owned(), one);
        }
    }
    known_rest(rest)?;
    Some(files)
}

/// What is said of a file before its name, and the flags.
fn file(rest: &mut &[u8]) -> Option<(Staged, u16)> {
    let [changed_s, changed_ns, written_s, written_ns] = numbers(rest)?;
    // Device, inode, mode, owner and group.
    let [_, _, _, _, _, size_bytes] = numbers(rest)?;
    let id = taken(rest, 20)?.try_into().ok()?;
    let flags = word(rest)?;
    let extended = if flags & EXTENDED == 0 {
        0
    } else {
        word(rest)?
    };
    let one = Staged {
        id: ObjectId(id),
        times: Times {
            written: (i64::from(written_s), written_ns),
            changed: (i64::from(changed_s), changed_ns),
        },
        size_bytes,
        left_out: extended & SKIP_WORKTREE != 0,
    };
    Some((one, flags))
}

/// Behind the files stand extensions, and the hash of it all. One with a small letter changes what the files mean.
fn known_rest(mut rest: &[u8]) -> Option<()> {
    const HASH_BYTES: usize = 20;
    while rest.len() > HASH_BYTES {
        let signature = taken(&mut rest, 4)?;
        if signature.first()?.is_ascii_lowercase() {
            return None;
        }
        let length = usize::try_from(number(&mut rest)?).ok()?;
        taken(&mut rest, length)?;
    }
    (rest.len() == HASH_BYTES).then_some(())
}

fn taken<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (first, behind) = rest.split_at_checked(count)?;
    *rest = behind;
    Some(first)
}

fn word(rest: &mut &[u8]) -> Option<u16> {
    taken(rest, 2)?.try_into().ok().map(u16::from_be_bytes)
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    taken(rest, 4)?.try_into().ok().map(u32::from_be_bytes)
}

fn numbers<const COUNT: usize>(rest: &mut &[u8]) -> Option<[u32; COUNT]> {
    let mut numbers = [0; COUNT];
    for slot in &mut numbers {
        *slot = number(rest)?;
    }
    Some(numbers)
}

/// How many bytes of the name before are dropped, as packs write offsets.
fn varint(rest: &mut &[u8]) -> Option<usize> {
    let mut byte = *taken(rest, 1)?.first()?;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        byte = *taken(rest, 1)?.first()?;
        value = value
            .checked_add(1)?
            .checked_mul(128)?
            .checked_add(usize::from(byte & 0x7f))?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index of the second version with one file.
    fn index(extension: &[u8]) -> Vec<u8> {
        let mut bytes = b"DIRC\0\0\0\x02\0\0\0\x01".to_vec();
        for number in [5_u32, 6, 7, 8, 0, 0, 0o100_644, 0, 0, 9] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend([3; 20]);
        bytes.extend(4_u16.to_be_bytes());
        bytes.extend(b"a.py\0\0\0\0\0\0");
        bytes.extend(extension);
        bytes.extend([0; 20]);
        bytes
    }

    #[test]
    fn a_file_is_read_with_its_times_size_and_name() {
        let files = staged(&index(b"TREE\0\0\0\x02xx")).expect("an index");
        let expected = Staged {
            id: ObjectId([3; 20]),
            times: Times {
                written: (7, 8),
                changed: (5, 6),
            },
            size_bytes: 9,
            left_out: false,
        };
        assert_eq!(files.get("a.py"), Some(&expected));
        assert_eq!(files.len(), 1);
    }

    #[test]
    fn what_is_cut_or_not_known_is_no_index() {
        let whole = index(b"");
        for end in 0..whole.len() {
            assert_eq!(staged(whole.get(..end).unwrap_or_default()), None, "{end}");
        }
        for extension in [
            &b"link\0\0\0\0"[..],
            b"sdir\0\0\0\0",
            b"TREE\xff\xff\xff\xff",
        ] {
            assert_eq!(staged(&index(extension)), None, "{extension:?}");
        }
        let mut many = whole;
        many.splice(8..12, [0xff; 4]);
        assert_eq!(staged(&many), None);
    }
}

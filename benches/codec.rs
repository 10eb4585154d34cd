//! The codec on a list of symbols as the engine gives it: writing, checking, sealing, opening.
//!
//! Compare the lines of one run: sealing against writing, opening against checking.

use codec::{
    Cipher, Compression, Content, Error, Form, KEY_BYTES, KeyRing, Limits, Lock, Schema, Token,
    Writer, check, seal, unseal,
};
use divan::Bencher;
use divan::counter::BytesCount;

const SYMBOLS: usize = 4_000;
const SCHEMA: Schema = Schema { id: 1, version: 1 };

fn main() {
    divan::main();
}

#[divan::bench]
fn write(bencher: Bencher) {
    let size_bytes = written().map_or(0, |bytes| bytes.len());
    bencher.counter(BytesCount::new(size_bytes)).bench(written);
}

#[divan::bench]
fn check_only(bencher: Bencher) {
    let bytes = written().unwrap_or_default();
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench(|| check(&bytes, &Limits::default()));
}

#[divan::bench(args = [Compression::None, Compression::Zstd, Compression::Lz4])]
fn seal_with(bencher: Bencher, compression: Compression) {
    let bytes = written().unwrap_or_default();
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench(|| seal(&bytes, form(compression), None, &Limits::default()));
}

#[divan::bench(args = [Compression::None, Compression::Zstd, Compression::Lz4])]
fn unseal_with(bencher: Bencher, compression: Compression) {
    let bytes = written().unwrap_or_default();
    let sealed = seal(&bytes, form(compression), None, &Limits::default()).unwrap_or_default();
    bencher.counter(BytesCount::new(bytes.len())).bench(|| {
        unseal(&sealed, SCHEMA, None, &Limits::default()).map(|opened| opened.bytes.len())
    });
}

#[divan::bench(args = [Cipher::Aes256Gcm, Cipher::ChaCha20Poly1305])]
fn encrypt_with(bencher: Bencher, cipher: Cipher) {
    let bytes = written().unwrap_or_default();
    let ring = KeyRing::new([(1, [1; KEY_BYTES])], 1, cipher);
    bencher.counter(BytesCount::new(bytes.len())).bench(|| {
        let lock = ring.as_ref().ok().map(|ring| Lock {
            ring,
            tenant: "acme",
            context: b"bench",
        });
        seal(&bytes, form(Compression::None), lock, &Limits::default())
    });
}

fn form(compression: Compression) -> Form {
    Form {
        content: Content::MessagePack,
        compression,
        schema: SCHEMA,
    }
}

fn written() -> Result<Vec<u8>, Error> {
    let mut writer = Writer::new(&Limits::default());
    writer.token(Token::Array(SYMBOLS))?;
    writer.enter()?;
    for number in 0..SYMBOLS {
        writer.token(Token::Map(4))?;
        writer.enter()?;
        let line = i64::try_from(number).unwrap_or(i64::MAX);
        let path = format!("app/views/view_{}.py", number % 40);
        let name = format!("app.views.View{}.handle_{number}", number % 40);
        for (key, value) in [
            ("kind", Token::Text("method")),
            ("path", Token::Text(&path)),
            ("qualified_name", Token::Text(&name)),
            ("line", Token::Integer(line)),
        ] {
            writer.token(Token::Text(key))?;
            writer.token(value)?;
        }
        writer.leave();
    }
    writer.leave();
    Ok(writer.finish())
}

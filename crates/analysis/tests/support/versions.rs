//! The versions of facts.

/// Every version of facts there ever was, with the hash of what it gave for `tests/corpus`.
///
/// Where the last line does not match, the facts or their stored form changed: raise `FACTS_VERSION` and add a
/// line. A line is never edited, or what an earlier version has stored would be taken for facts of this one.
pub const VERSIONS: [(u32, &str); 20] = [
    (1, "bfc21d0bb8c1f6fd"),
    (2, "427c3d2e550c89a8"),
    (3, "5fc2944a827c7215"),
    (4, "1c8e359c34a2e8af"),
    (5, "a664e5fd5ec01006"),
    (6, "d5557544be5a04c2"),
    (7, "a4fa1e3b6acc8428"),
    (8, "dc76b7c26d3109d4"),
    (9, "3f6225466cb5f9c3"),
    (10, "b4e100e26c0c4097"),
    (11, "b4e100e26c0c4097"),
    (12, "2382a5ef8d5e57bf"),
    (13, "9a9c9b577bbfe13c"),
    (14, "80cf765fb851b581"),
    (15, "80cf765fb851b581"),
    (16, "03d887c3c2391ea3"),
    (17, "13f660770857e1a5"),
    (18, "fbb815a62f0e06cd"),
    (19, "f5495bf65c378093"),
    (20, "ba66b5d51d57bef3"),
];

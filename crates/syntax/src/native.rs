//! Parsers of single languages, several times as fast as tree-sitter's, which write the same trees.
//!
//! They read valid code only: for anything else there is no tree, and tree-sitter reads it. What they write is
//! compared node by node with what tree-sitter gives.

mod ecmascript;
mod python;

use crate::language::Language;
use crate::outlook::Outlook;
use crate::tree::Tree;

/// The tree of a text, where its language has a parser of its own and the text is valid and not nested past its reason.
pub(crate) fn tree(text: &str, language: Language, outlook: Outlook) -> Option<Tree> {
    match language {
        Language::Python if outlook.is_shallow => python::tree(text),
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            ecmascript::tree(text, language)
        }
        _ => None,
    }
}

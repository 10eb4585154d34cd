//! What stands round the imports of a file.

use syntax::Language;
use syntax::facts::{Definition, DefinitionKind, Import};

use crate::index::ImportPlace;

/// One sweep over definitions and imports, both in source order.
pub fn import_places(
    language: Language,
    definitions: &[Definition],
    imports: &[Import],
) -> Vec<ImportPlace> {
    let puts_off = matches!(
        language,
        Language::Python
            | Language::JavaScript
            | Language::TypeScript
            | Language::Tsx
            | Language::Ruby
            | Language::Php
            | Language::Lua
            | Language::Bash
    );
    let mut definitions = definitions.iter().peekable();
    let mut modules: Vec<u32> = Vec::new();
    let mut function_end = 0;
    let mut places = Vec::with_capacity(imports.len());
    for import in imports {
        while let Some(open) =
            definitions.next_if(|above| above.span.start_byte <= import.span.start_byte)
        {
            match open.kind {
                DefinitionKind::Function | DefinitionKind::Method => {
                    function_end = function_end.max(open.span.end_byte);
                }
                DefinitionKind::Module => modules.push(open.span.end_byte),
                _ => {}
            }
        }
        modules.retain(|end| *end >= import.span.end_byte);
        places.push(ImportPlace {
            deferred: puts_off && import.span.end_byte <= function_end,
            modules: u16::try_from(modules.len()).unwrap_or(u16::MAX),
        });
    }
    places
}

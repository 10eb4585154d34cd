//! What stands round the imports of a file.

use syntax::Language;
use syntax::facts::{Definition, DefinitionKind, Import};

/// What stands round an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportPlace {
    /// It is inside a function, in a language where that puts it off until the call.
    pub deferred: bool,
    /// Modules written inside the file that it is in.
    pub modules: u16,
}

/// One sweep over definitions and imports, both in source order.
pub fn import_places(
    language: Language,
    definitions: &[Definition],
    imports: &[Import],
) -> Vec<ImportPlace> {
    let puts_off = match language {
        Language::Python
        | Language::JavaScript
        | Language::TypeScript
        | Language::Tsx
        | Language::Ruby
        | Language::Php => true,
        Language::Rust
        | Language::Go
        | Language::Java
        | Language::Kotlin
        | Language::C
        | Language::Cpp
        | Language::CSharp => false,
    };
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

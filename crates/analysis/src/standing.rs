//! How much a kind of definition counts among its namesakes.

use syntax::facts::DefinitionKind;

/// The place of a kind in the order that results are listed in; 0 comes first.
pub fn standing(kind: DefinitionKind) -> u8 {
    match kind {
        DefinitionKind::Class
        | DefinitionKind::Struct
        | DefinitionKind::Enum
        | DefinitionKind::Union
        | DefinitionKind::Interface
        | DefinitionKind::Trait
        | DefinitionKind::Table
        | DefinitionKind::TypeAlias => 0,
        DefinitionKind::Function | DefinitionKind::Macro => 1,
        DefinitionKind::Method => 2,
        DefinitionKind::Module | DefinitionKind::Implementation | DefinitionKind::Constant => 3,
        DefinitionKind::Variable
        | DefinitionKind::Field
        | DefinitionKind::Heading
        | DefinitionKind::Block
        | DefinitionKind::Stage => 4,
        DefinitionKind::Key | DefinitionKind::Rule | DefinitionKind::Element => 5,
    }
}

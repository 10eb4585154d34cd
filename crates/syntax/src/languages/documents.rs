//! Documents, data and configuration: what is named in them, and the parts in other languages.

use crate::collect::Embedded;
use crate::definitions::{Found, Place, Shape};
use crate::facts::{DefinitionKind, Visibility};
use crate::imports::unquoted;
use crate::language::Language;
use crate::tree::Node;

/// Keys inside keys that are listed; data has them to any depth.
const KEY_DEPTH_MAX: u32 = 3;

pub(super) fn shape<'t, 'a>(
    found: &Found<'t>,
    place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    let mut shape = found.shape(text, Visibility::Public)?;
    shape.name = shape.name.trim();
    match found.kind {
        // What stands in a list is one of many.
        DefinitionKind::Key if place.local || place.depth >= KEY_DEPTH_MAX => return None,
        DefinitionKind::Key => shape.name = without_quotes(shape.name),
        // The name of a rule is its selectors on one line.
        DefinitionKind::Rule => shape.name = shape.name.lines().next().unwrap_or_default().trim(),
        DefinitionKind::Heading => {
            shape.name = shape.name.trim_end_matches(['#', ' ']);
            shape.head_start = Some(shape.name_node.start_byte());
            shape.head_end = Some(shape.name_node.end_byte());
        }
        DefinitionKind::Element if !names_element(found.node, text) => return None,
        DefinitionKind::Block => name_block(&mut shape, found.node, text),
        _ => {}
    }
    let written = text.get(found.node.byte_range())?;
    let head = match found.kind {
        DefinitionKind::Key | DefinitionKind::Element | DefinitionKind::Stage => written.find('\n'),
        DefinitionKind::Block | DefinitionKind::Rule => written.find('{'),
        _ => None,
    };
    shape.head_end = head
        .map(|length| found.node.start_byte() + length)
        .or(shape.head_end);
    Some(shape)
}

/// A name without the quotes round it.
fn without_quotes(name: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| name.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(name)
}

/// Whether an attribute gives its element a name: `id="top"`.
fn names_element(attribute: Node<'_>, text: &str) -> bool {
    let name = attribute.named_child(0);
    name.and_then(|name| text.get(name.byte_range())) == Some("id")
}

/// `resource "aws_instance" "web"` is known as `aws_instance.web`, other blocks by what they are.
fn name_block<'t, 'a>(shape: &mut Shape<'t, 'a>, block: Node<'t>, text: &'a str) {
    let labels: Vec<Node<'t>> = block
        .named_children()
        .filter(|child| child.kind() == "string_lit")
        .collect();
    if let Some(last) = labels.last() {
        shape.name_node = *last;
        shape.name = unquoted(*last, text);
    }
    let before = labels.iter().rev().skip(1).rev();
    let parts: Vec<&str> = before.map(|label| unquoted(*label, text)).collect();
    let kind = block
        .named_child(0)
        .and_then(|kind| text.get(kind.byte_range()));
    let outside = kind.filter(|kind| !labels.is_empty() && *kind != "resource");
    let all: Vec<&str> = outside.into_iter().chain(parts).collect();
    shape.qualifier = (!all.is_empty()).then(|| all.join("."));
}

/// The code in a fence, where the language that it names is one of ours.
pub(super) fn fenced(fence: Node<'_>, text: &str) -> Option<Embedded> {
    let children: Vec<Node<'_>> = fence.named_children().collect();
    let info = children
        .iter()
        .find(|child| child.kind() == "info_string")?;
    let info = text.get(info.byte_range())?.trim_start_matches(['{', '.']);
    let word = info.split([' ', ',', '{', '}', '\n', '\t']).next()?;
    let content = children
        .iter()
        .find(|child| child.kind() == "code_fence_content")?;
    Some(Embedded::new(Language::named(word)?, *content, text))
}

/// The script or style in an element.
pub(super) fn element_content(
    content: Node<'_>,
    element: Node<'_>,
    text: &str,
) -> Option<Embedded> {
    let start = element.named_child(0)?;
    let attribute = |wanted: &str| {
        let all: Vec<Node<'_>> = start.named_children().collect();
        all.into_iter().find_map(|attribute| {
            let name = attribute.named_child(0)?;
            let value = attribute.named_child(1)?;
            (text.get(name.byte_range()) == Some(wanted)).then(|| unquoted(value, text))
        })
    };
    let tag = start
        .named_children()
        .find(|child| child.kind() == "tag_name")
        .and_then(|tag| text.get(tag.byte_range()))?;
    let language = match tag.to_ascii_lowercase().as_str() {
        "script" => match attribute("lang").or_else(|| attribute("type")) {
            None | Some("" | "module" | "text/javascript" | "application/javascript" | "js") => {
                Language::JavaScript
            }
            Some("application/json" | "application/ld+json" | "importmap") => Language::Json,
            Some("text/typescript") => Language::TypeScript,
            Some(other) => Language::named(other)?,
        },
        "style" => match attribute("lang") {
            None | Some("css" | "postcss") => Language::Css,
            Some(_) => return None,
        },
        _ => return None,
    };
    Some(Embedded::new(language, content, text))
}

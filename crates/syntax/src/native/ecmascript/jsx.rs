//! Elements of JSX.

use oxc_ast::ast::{
    JSXAttribute, JSXAttributeItem, JSXAttributeName, JSXAttributeValue, JSXChild, JSXElement,
    JSXElementName, JSXExpression, JSXFragment, JSXMemberExpression, JSXMemberExpressionObject,
    JSXNamespacedName, JSXOpeningElement,
};
use oxc_span::{GetSpan, Span};

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};

impl Emitter<'_> {
    pub(super) fn jsx_element(&mut self, one: &JSXElement<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let opening = &one.opening_element;
        let Some(closing) = &one.closing_element else {
            self.node(kinds.jsx_self_closing_element, field, |emitter| {
                emitter.jsx_opening(opening);
                emitter.sign(Sign::SelfClose);
            });
            return;
        };
        self.node(kinds.jsx_element, field, |emitter| {
            emitter.node(kinds.jsx_opening_element, fields.open_tag, |emitter| {
                emitter.jsx_opening(opening);
                emitter.sign(Sign::Greater);
            });
            emitter.jsx_children(&one.children);
            emitter.node(kinds.jsx_closing_element, fields.close_tag, |emitter| {
                emitter.sign(Sign::CloseTag);
                emitter.jsx_name(&closing.name);
                emitter.sign(Sign::Greater);
            });
        });
    }

    pub(super) fn jsx_fragment(&mut self, one: &JSXFragment<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.jsx_element, field, |emitter| {
            emitter.node(kinds.jsx_opening_element, fields.open_tag, |emitter| {
                emitter.sign(Sign::Less);
                emitter.sign(Sign::Greater);
            });
            emitter.jsx_children(&one.children);
            emitter.node(kinds.jsx_closing_element, fields.close_tag, |emitter| {
                emitter.sign(Sign::CloseTag);
                emitter.sign(Sign::Greater);
            });
        });
    }

    fn jsx_opening(&mut self, one: &JSXOpeningElement<'_>) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.sign(Sign::Less);
        self.jsx_name(&one.name);
        self.type_arguments(one.type_arguments.as_deref(), fields.type_arguments);
        for attribute in &one.attributes {
            match attribute {
                JSXAttributeItem::Attribute(one) => {
                    self.node(kinds.jsx_attribute, fields.attribute, |emitter| {
                        emitter.jsx_attribute(one)
                    });
                }
                JSXAttributeItem::SpreadAttribute(one) => {
                    self.braces(kinds.jsx_expression, fields.attribute, |emitter| {
                        emitter.spread(&one.argument)
                    });
                }
            }
        }
    }

    fn jsx_name(&mut self, name: &JSXElementName<'_>) {
        let field = self.kinds.field.name;
        match name {
            JSXElementName::NamespacedName(one) => self.jsx_namespaced(one, field),
            JSXElementName::MemberExpression(one) => self.jsx_member(one, field),
            other => self.identifier(other.span(), field),
        }
    }

    fn jsx_namespaced(&mut self, one: &JSXNamespacedName<'_>, field: u8) {
        self.node(self.kinds.jsx_namespace_name, field, |emitter| {
            emitter.identifier(one.namespace.span, NO_FIELD);
            emitter.sign(Sign::Colon);
            emitter.identifier(one.name.span, NO_FIELD);
        });
    }

    fn jsx_member(&mut self, one: &JSXMemberExpression<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.deeper(|emitter| {
            emitter.node(kinds.member_expression, field, |emitter| {
                match &one.object {
                    JSXMemberExpressionObject::MemberExpression(inner) => {
                        emitter.jsx_member(inner, fields.object)
                    }
                    other => emitter.identifier(other.span(), fields.object),
                }
                emitter.sign(Sign::Dot);
                emitter.leaf(
                    kinds.property_identifier,
                    fields.property,
                    one.property.span,
                );
            });
        });
    }

    fn jsx_attribute(&mut self, one: &JSXAttribute<'_>) {
        match &one.name {
            JSXAttributeName::Identifier(name) => {
                self.leaf(self.kinds.property_identifier, NO_FIELD, name.span);
            }
            JSXAttributeName::NamespacedName(name) => self.jsx_namespaced(name, NO_FIELD),
        }
        let Some(value) = &one.value else { return };
        self.sign(Sign::Assign);
        match value {
            JSXAttributeValue::StringLiteral(text) => self.jsx_string(text.span),
            JSXAttributeValue::ExpressionContainer(one) => self.jsx_expression(&one.expression),
            JSXAttributeValue::Element(one) => self.jsx_element(one, NO_FIELD),
            JSXAttributeValue::Fragment(one) => self.jsx_fragment(one, NO_FIELD),
        }
    }

    fn jsx_expression(&mut self, one: &JSXExpression<'_>) {
        self.braces(self.kinds.jsx_expression, NO_FIELD, |emitter| {
            if let Some(value) = one.as_expression() {
                emitter.expression(value, NO_FIELD);
            }
        });
    }

    fn jsx_string(&mut self, span: Span) {
        self.quoted(span, NO_FIELD, |emitter, end| {
            while !emitter.gave_up && emitter.at < end {
                let rest = emitter.text.get(emitter.at..end).unwrap_or_default();
                let plain = string_length(rest);
                emitter.text_or_reference(plain, emitter.kinds.string_fragment);
            }
        });
    }

    /// Write some bytes of text, or the character that is named here where there are none.
    fn text_or_reference(&mut self, plain: usize, kind: crate::tree::Kind) {
        if plain > 0 {
            self.piece(kind, NO_FIELD, self.at + plain);
            return;
        }
        match reference_length(self.rest()) {
            Some(length) => {
                self.piece(
                    self.kinds.html_character_reference,
                    NO_FIELD,
                    self.at + length,
                );
            }
            None => self.gave_up = true,
        }
    }

    fn jsx_children(&mut self, children: &[JSXChild<'_>]) {
        for child in children {
            match child {
                JSXChild::Text(text) => self.jsx_text(text.span),
                JSXChild::Element(one) => self.deeper(|emitter| emitter.jsx_element(one, NO_FIELD)),
                JSXChild::Fragment(one) => {
                    self.deeper(|emitter| emitter.jsx_fragment(one, NO_FIELD))
                }
                JSXChild::ExpressionContainer(one) => self.jsx_expression(&one.expression),
                JSXChild::Spread(one) => {
                    self.braces(self.kinds.jsx_expression, NO_FIELD, |emitter| {
                        emitter.spread(&one.expression)
                    });
                }
            }
        }
    }

    fn jsx_text(&mut self, span: Span) {
        let end = span.end as usize;
        self.gave_up |= self.at != span.start as usize;
        while !self.gave_up && self.at < end {
            let rest = self.text.get(self.at..end).unwrap_or_default();
            let plain = rest.find('&').unwrap_or(rest.len());
            let (text, _) = rest.split_at(plain);
            if is_layout(text) && plain > 0 {
                self.at += plain;
            } else {
                self.text_or_reference(plain, self.kinds.jsx_text);
            }
        }
    }
}

/// Whether a text between elements is white space of which each line end comes first.
fn is_layout(text: &str) -> bool {
    text.starts_with('\n') && text.chars().all(char::is_whitespace)
}

/// The bytes of a string up to a character that is named in it.
fn string_length(rest: &str) -> usize {
    let mut from = 0;
    while let Some(found) = rest.get(from..).and_then(|rest| rest.find('&')) {
        let at = from + found;
        match rest.as_bytes().get(at + 1) {
            Some(b'#' | b'a'..=b'z' | b'A'..=b'Z') => return at,
            _ => from = at + 1,
        }
    }
    rest.len()
}

/// The bytes of the name of a character, which begins with `&`.
fn reference_length(rest: &str) -> Option<usize> {
    let end = rest.find(';')?;
    let name = rest.get(1..end)?;
    let is_name = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => {
                (1..=6).contains(&digits.len())
                    && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
            }
            None => {
                (1..=5).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
            }
        },
        None => {
            (1..=30).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic())
        }
    };
    is_name.then_some(end + 1)
}

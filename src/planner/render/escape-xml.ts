/**
 * Text from a device, a user or a file, for XML: as content and in attributes.
 *
 * XML 1.0 has no way at all to write most control characters, so they become visible first.
 */
import { escapeLines } from './escape-text.ts'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Keeps line breaks, and nothing else that is no character on paper. U+FFFE and U+FFFF are no characters of XML either. */
export function escapeXml(text: string): string {
  return escapeLines(text.toWellFormed())
    .join('\n')
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** In an attribute a line break would be read as a space. */
export function escapeXmlAttribute(text: string): string {
  return escapeXml(text).replaceAll('\n', '&#10;')
}

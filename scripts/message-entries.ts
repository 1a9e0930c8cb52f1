/** What people wrote about each code, in scripts/messages/CODE.md; the form is described in the README beside them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, 'messages')

export interface ExampleFile {
  /** `yaml`, `csv`, `text` …, or `link` or `gone`. */
  readonly language: string
  readonly path: string
  readonly content: string
}

export interface MessageEntry {
  readonly code: string
  /** Why it matters, or for an error when it comes. */
  readonly why: string
  /** `file:line:column`; `nowhere` where no file is at fault. null for errors. */
  readonly place: string | null
  /** Codes that come out beside this one. */
  readonly also: readonly string[]
  /** Of an error, the one text is its message. */
  readonly example: readonly ExampleFile[]
  readonly fix: string
  readonly fixed: readonly ExampleFile[]
}

/** By code. Throws for a file that does not have the form. */
export function readMessageEntries(): ReadonlyMap<string, MessageEntry> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md')
  return new Map(
    names.sort().map((name) => {
      const code = name.slice(0, -'.md'.length)
      return [code, parseEntry(code, readFileSync(join(folder, name), 'utf8'))]
    }),
  )
}

function parseEntry(code: string, text: string): MessageEntry {
  const [why, example, fix, ...rest] = text.split(/^## (?:Example|Fix)$/m)
  if (!why || !example || !fix || rest.length > 0) throw new Error(`${code}.md needs a text, "## Example" and "## Fix", in this order.`)
  return {
    code,
    why: proseOf(why),
    place: /^Place: (.+)$/m.exec(example)?.[1] ?? null,
    also: (/^Also: (.+)$/m.exec(example)?.[1] ?? '').split(', ').filter((also) => also !== ''),
    example: filesOf(example),
    fix: proseOf(fix),
    fixed: filesOf(fix),
  }
}

function filesOf(text: string): ExampleFile[] {
  return [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language = '', path = '', content = '']) => ({ language, path, content }))
}

function proseOf(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '').trim()
}

/** The files as they would lie on disk, with what stands in double braces filled in. A link has no bytes. */
export function repositoryOf(files: readonly ExampleFile[]): ReadonlyMap<string, Uint8Array | null> {
  const repository = new Map<string, Uint8Array | null>()
  for (const { language, path, content } of files) {
    if (language === 'gone') repository.delete(path)
    else repository.set(path, language === 'link' ? null : bytesOf(content))
  }
  return repository
}

function bytesOf(content: string): Uint8Array {
  return Buffer.concat(
    content.split(/(\{\{(?:[^{}"]|"(?:[^"\\]|\\.)*")+\}\})/).map((part) => (part.startsWith('{{') ? fillIn(part.slice(2, -2)) : Buffer.from(part))),
  )
}

function fillIn(words: string): Uint8Array {
  const character = /^U\+([0-9A-F]+)$/.exec(words)?.[1]
  if (character) return Buffer.from(String.fromCodePoint(Number.parseInt(character, 16)))
  const bytes = /^bytes ([0-9A-F ]+)$/.exec(words)?.[1]
  if (bytes) return Uint8Array.from(bytes.split(' '), (byte) => Number.parseInt(byte, 16))
  const [, count, text] = /^(\d+) times (".*")$/.exec(words) ?? []
  if (count && text) return Buffer.from((JSON.parse(text) as string).repeat(Number(count)))
  throw new Error(`{{${words}}} is none of the forms that scripts/messages/README.md describes.`)
}

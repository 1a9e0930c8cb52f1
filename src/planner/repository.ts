/**
 * A policy repository as it was read: documents that satisfy their schema, each value with
 * its place, and the list files they name. A value; reading it is the loader's business.
 */
import type { CleanupRule, DataCollectionPolicy, DevicePolicy, Fleet, Guardrails, PolicyTest, UserOffboarding } from './documents.generated.ts'
import type { Place, Problem } from './problem.ts'

export type PolicyDocument = Fleet | DevicePolicy | CleanupRule | UserOffboarding | Guardrails | DataCollectionPolicy | PolicyTest

export interface SourceDocument<D extends PolicyDocument = PolicyDocument> {
  readonly file: string
  readonly document: D
  /**
   * Places by JSON pointer (`/spec/select/platform`; `` is the document itself). A property
   * has the place of its key, an item of a list the place of its value.
   */
  readonly places: ReadonlyMap<string, Place>
}

export interface ListRow {
  /** 1-based line of the file. */
  readonly line: number
  /** By column name, trimmed. Text files have the one column `value`. */
  readonly values: Readonly<Record<string, string>>
}

export interface ListFile {
  readonly path: string
  readonly format: 'csv' | 'text'
  readonly columns: readonly string[]
  readonly rows: readonly ListRow[]
  /** sha256 of the file's bytes. */
  readonly digest: string
}

export interface Repository {
  readonly documents: readonly SourceDocument[]
  /** Every list file that a document names and that could be read, by path. */
  readonly lists: ReadonlyMap<string, ListFile>
  /** What was wrong on the way here; with an error among them nothing may be planned. */
  readonly problems: readonly Problem[]
  /** sha256 over path and content of every file that was read, sorted by path. */
  readonly digest: string
}

/** Where `pointer` stands, or the nearest thing around it that has a place. */
export function placeOf(document: SourceDocument, pointer: string): Place {
  for (let path = pointer; ; path = path.slice(0, path.lastIndexOf('/'))) {
    const place = document.places.get(path)
    if (place) return place
    if (path === '') return { file: document.file, line: 1, column: 1 }
  }
}

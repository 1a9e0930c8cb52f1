/**
 * Where policies come from, as the loader sees it: a set of files under one root, and what
 * can be said about their origin.
 *
 * A source only reads. It never executes anything that it reads, and never leaves its root.
 */

export interface SourceDescription {
  /** The policy repository as it was named. */
  readonly path: string
  /** Full id of the commit; null where the files belong to none. */
  readonly revision: string | null
  /** The files differ from the revision. */
  readonly dirty: boolean
  /** Which of them, as seen from the root. */
  readonly differing: readonly string[]
}

export type FileContent =
  | { readonly outcome: 'read'; readonly bytes: Uint8Array }
  | { readonly outcome: 'tooLarge'; readonly size: number }
  /** There is something of that name, and it is not read; `reason` completes "it is …". */
  | { readonly outcome: 'unreadable'; readonly reason: string }
  | { readonly outcome: 'missing' }

export interface PolicySource {
  /** Name of the root, without its path. A repository that declares no fleet is called after it. */
  readonly name: string
  /**
   * Asked for on its own because it may have to start git. `read` are the files that the loader
   * took: of what git does not know only these count, so that a plan saved beside the policies is
   * no change of them. Throws ReeveError.
   */
  describe(read: readonly string[]): Promise<SourceDescription>
  /**
   * Every file below the root, with forward slashes, sorted; the one file where a file was
   * named. Throws ReeveError when the root cannot be read.
   */
  listFiles(): Promise<readonly string[]>
  /** One answer for each path, which is relative to the root and cannot leave it. Never throws for a file. */
  readFiles(paths: readonly string[], maxBytes: number): Promise<ReadonlyMap<string, FileContent>>
}

/** Work on many things, a few at a time, begun in order. */
import PQueue from 'p-queue'

/** Resolves when everything has settled; then rejects with the first failure, if there was one. */
export async function forEachBounded<T>(items: readonly T[], concurrency: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = new PQueue({ concurrency })
  const results = await Promise.allSettled(items.map((item) => queue.add(() => work(item))))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** Loads each file named on the command line and prints the codes of its first problems. Run as a process of its own, with a small heap. */
import { loadRepository } from '../../src/reconciler/load.ts'
import { openFolder } from '../../src/reconciler/sources/folder.ts'

for (const path of process.argv.slice(2)) {
  const { problems } = await loadRepository(await openFolder(path))
  console.log(
    problems
      .slice(0, 1)
      .map(({ code }) => code)
      .join(),
  )
}

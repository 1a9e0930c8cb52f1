/** The package: compiled JavaScript in dist/, with what the compiler leaves behind. */
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
/** What the program loads at run time and the compiler does not see. */
const COPIED = readdirSync(join(root, 'src/reconciler/validators'))
  .filter((name) => name.endsWith('.cjs'))
  .map((name) => `reconciler/validators/${name}`)

rmSync(join(root, 'dist'), { recursive: true, force: true })
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
for (const path of COPIED) cpSync(join(root, 'src', path), join(root, 'dist', path))

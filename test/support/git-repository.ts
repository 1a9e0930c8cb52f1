/** Real git repositories in temporary folders, without the configuration of the machine. */
import { execFileSync } from 'node:child_process'
import { type Files, policyFolder } from './policy-folder.ts'

export function git(folder: string, ...command: readonly string[]): string {
  return execFileSync(
    'git',
    ['-c', 'user.name=Ann', '-c', 'user.email=ann@contoso.com', '-c', 'init.defaultBranch=main', '-c', 'commit.gpgSign=false', ...command],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  ).trim()
}

/** A repository with one commit that holds `files`. */
export function repositoryWith(files: Files): string {
  const folder = policyFolder(files)
  git(folder, 'init', '--quiet')
  commitAll(folder)
  return folder
}

/** Commits everything and gives the id. */
export function commitAll(folder: string): string {
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'Change policies')
  return git(folder, 'rev-parse', 'HEAD')
}

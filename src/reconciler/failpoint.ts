/**
 * Places between intent and record at which a test kills the process. Outside of tests
 * REEVE_FAILPOINT is not set and a failpoint does nothing.
 */
export type Failpoint = 'before-dispatched' | 'after-dispatched' | 'after-send' | 'after-result'

/** `REEVE_FAILPOINT=after-send:kill` ends the process there as kill -9 would. */
export function failpoint(name: Failpoint): void {
  if (process.env['REEVE_FAILPOINT'] === `${name}:kill`) process.kill(process.pid, 'SIGKILL')
}

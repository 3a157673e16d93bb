import { readdir, readFile, readlink } from 'node:fs/promises'

const LISTENS = '0A'
/** 127.0.0.1 and ::1, as the kernel writes them. */
const LOOPBACK = /^(0100007F|0{24}01000000):/

/** The sockets of a process that can be reached from outside loopback; Linux only. */
export async function openSockets(processId: number): Promise<readonly string[]> {
  const inodes = await socketInodes(processId)
  const open: string[] = []
  for (const table of ['tcp', 'tcp6', 'udp', 'udp6']) {
    const text = await readFile(`/proc/${processId}/net/${table}`, 'utf8')
    for (const line of text.trim().split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
      const isDoor = table.startsWith('udp') || state === LISTENS
      if (isDoor && inodes.has(inode) && !LOOPBACK.test(local)) open.push(`${table} ${local}`)
    }
  }
  return open
}

async function socketInodes(processId: number): Promise<ReadonlySet<string>> {
  const folder = `/proc/${processId}/fd`
  const links = await Promise.all(
    (await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => '')),
  )
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []))
}

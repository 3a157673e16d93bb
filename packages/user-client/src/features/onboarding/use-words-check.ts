import { useMutation } from '@tanstack/react-query'
import { startKeysWorker } from '../../session/start-keys-worker.ts'

/** Reads typed words in a worker of their own, which ends with the answer. */
export function useWordsCheck(onRead: (words: string) => void) {
  return useMutation({
    mutationFn: async (text: string) => {
      const keys = startKeysWorker()
      try {
        return await keys.checkWords(text)
      } finally {
        keys.lock()
      }
    },
    onSuccess: onRead,
  })
}

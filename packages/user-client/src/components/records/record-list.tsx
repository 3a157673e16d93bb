import { Text } from '@mantine/core'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { dayHeading } from '../dates.ts'
import { kindLabel } from '../kind-labels.ts'
import classes from './record-list.module.css'
import type { RecordSummary } from './summarise.ts'

/** A record in a list of several sources. */
export type ListedRecord = RecordSummary & {
  readonly key: string
  /** Where it comes from. */
  readonly source: string
}

type Row =
  | { readonly type: 'date'; readonly key: string; readonly text: string }
  | {
      readonly type: 'record'
      readonly key: string
      readonly record: ListedRecord
      readonly place: number
      readonly isFirst: boolean
      readonly isLast: boolean
    }

const DATE_HEIGHT = 52
const RECORD_HEIGHT = 69

/** Records by date, newest first. Only what is in sight is in the page, so length costs nothing. */
export function RecordList(props: {
  readonly label: string
  readonly records: readonly ListedRecord[]
}) {
  const rows = useMemo(() => rowsOf(props.records), [props.records])
  const list = useRef<HTMLUListElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const measured = (list.current?.getBoundingClientRect().top ?? 0) + window.scrollY
    setTop((before) => (Math.abs(before - measured) > 1 ? measured : before))
  })
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => (rows[index]?.type === 'date' ? DATE_HEIGHT : RECORD_HEIGHT),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
    scrollMargin: top,
  })
  return (
    <ul
      ref={list}
      aria-label={props.label}
      className={classes.list}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {virtualizer.getVirtualItems().map((item) => {
        const row = rows[item.index]
        if (row === undefined) return null
        const isRecord = row.type === 'record'
        return (
          <li
            key={item.key}
            ref={virtualizer.measureElement}
            data-index={item.index}
            className={classes.item}
            style={{ transform: `translateY(${item.start - top}px)` }}
            {...(isRecord
              ? { 'aria-setsize': props.records.length, 'aria-posinset': row.place }
              : {})}
          >
            {isRecord ? <RecordRow row={row} /> : <h2 className={classes.date}>{row.text}</h2>}
          </li>
        )
      })}
    </ul>
  )
}

function RecordRow({ row }: { readonly row: Extract<Row, { type: 'record' }> }) {
  const { record, isFirst, isLast } = row
  const { kind, title, source, value, range, isOutOfRange } = record
  const mark = isOutOfRange === 'above' ? '▲ ' : isOutOfRange === 'below' ? '▼ ' : ''
  return (
    <article className={classes.record} data-first={isFirst} data-last={isLast} aria-label={title}>
      <Text className={classes.kind}>{kindLabel(kind)}</Text>
      <div className={classes.what}>
        <Text className={classes.title}>{title}</Text>
        <Text className={classes.source}>
          <span className={classes.kindInline}>{kindLabel(kind)} · </span>
          {source}
        </Text>
      </div>
      <div className={classes.value}>
        {value === undefined ? null : (
          <Text {...(isOutOfRange === undefined ? {} : { fw: 600 })}>
            <span aria-hidden="true">{mark}</span>
            {value}
          </Text>
        )}
        {range === undefined ? null : <Text className={classes.range}>{range}</Text>}
      </div>
    </article>
  )
}

function rowsOf(records: readonly ListedRecord[]): readonly Row[] {
  const rows: Row[] = []
  let heading: string | undefined
  const headings = records.map((record) =>
    record.date === undefined ? 'No date' : dayHeading(record.date),
  )
  for (const [index, record] of records.entries()) {
    const text = headings[index] ?? 'No date'
    const isFirst = text !== heading
    if (isFirst) rows.push({ type: 'date', key: `${text} ${index}`, text })
    heading = text
    rows.push({
      type: 'record',
      key: record.key,
      record,
      place: index + 1,
      isFirst,
      isLast: headings[index + 1] !== text,
    })
  }
  return rows
}

(function (host) {
  'use strict'

  // One operation of the language may not build more than this, whatever limits count between operations.
  const longest = 1000000
  const refuse = () => { throw new RangeError('The result is too long') }
  const replace = (owner, name, make) => Object.defineProperty(owner, name, { value: make(owner[name]), writable: false, configurable: false, enumerable: false })
  const { stringify, parse } = JSON
  const { min, max } = Math
  const lengthOf = value => String(value).length

  replace(String.prototype, 'repeat', real => function (count) { if (lengthOf(this) * Number(count) > longest) refuse(); return real.call(this, count) })
  for (const name of ['padStart', 'padEnd']) replace(String.prototype, name, real => function (length, fill) { if (Number(length) > longest) refuse(); return real.call(this, length, fill) })
  for (const name of ['replace', 'replaceAll']) replace(String.prototype, name, real => function (what, by) {
    if (typeof by !== 'function') { by = String(by); if ((lengthOf(this) + 1) * by.length > longest * 4) refuse() }
    return real.call(this, what, by)
  })
  replace(String.prototype, 'split', real => function (by, limit) { if (lengthOf(this) > longest) refuse(); return real.call(this, by, limit) })
  replace(Array.prototype, 'join', real => function (by) {
    const between = by === undefined ? 1 : lengthOf(by)
    let total = 0
    for (let i = 0; i < this.length; i++) {
      const item = this[i]
      total += between + (typeof item === 'string' ? item.length : 8)
      if (total > longest) refuse()
    }
    return real.call(this, by)
  })
  delete Array.prototype.toLocaleString
  // What the interpreter does by recursion of its own must not go deep: no limit sees it.
  replace(Array.prototype, 'flat', real => function (depth = 1) { return real.call(this, min(Number(depth) || 0, 50)) })
  replace(Function.prototype, 'bind', () => function (self, ...first) { const bound = this; return function (...rest) { return bound.apply(self, [...first, ...rest]) } })
  const measure = value => {
    let total = 0
    const walk = (item, depth) => {
      if (depth > 60) refuse()
      if (typeof item === 'string') total += item.length
      else if (item && typeof item === 'object') for (const key of Object.keys(item)) { total += key.length + 4; walk(item[key], depth + 1) }
      else total += 8
      if (total > longest) refuse()
    }
    walk(value, 0)
    return value
  }
  const write = (value, replacer, space) => stringify(measure(value), replacer, typeof space === 'string' ? space.slice(0, 4) : min(Number(space) || 0, 4))
  Object.defineProperty(JSON, 'stringify', { value: write, writable: false, configurable: false })
  for (const name of ['ArrayBuffer', 'SharedArrayBuffer', 'Atomics', 'DataView', 'BigInt', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array',
    'BigInt64Array', 'BigUint64Array', 'ShadowRealm', 'Proxy', 'Temporal', 'TypedArray', 'WeakRef', 'FinalizationRegistry', 'Intl', 'eval', 'Function']) delete globalThis[name]

  const show = value => typeof value === 'string' ? value : value instanceof Error ? String(value) : write(value)
  const console = {}
  for (const level of ['log', 'info', 'warn', 'error', 'debug', 'trace']) console[level] = (...values) => host.log(level, values.map(value => show(value) ?? 'undefined').join(' '))

  const Store = {
    set (key, value) { const text = write(value); host.store(String(key), text === undefined ? 'null' : text); return value },
    get (key) { const text = host.stored(String(key)); return typeof text === 'string' ? parse(text) : undefined }
  }

  const call = (method, address, options) => {
    const answer = parse(host.http(String(method).toUpperCase(), String(address), write(options ?? {})))
    if (answer.failure) throw new Error(answer.failure)
    return answer
  }
  const HTTP = (method, address, options = {}) => {
    const headers = { ...options.headers }
    let body = options.content
    if (options.data !== undefined) { body = write(options.data); headers['Content-Type'] = headers['Content-Type'] ?? 'application/json' }
    if (options.params) {
      const query = Object.keys(options.params).map(key => encodeURIComponent(key) + '=' + encodeURIComponent(options.params[key])).join('&')
      if (String(method).toUpperCase() === 'GET') address += (String(address).includes('?') ? '&' : '?') + query
      else if (body === undefined) { body = query; headers['Content-Type'] = 'application/x-www-form-urlencoded' }
    }
    try {
      const answer = call(method, address, { headers, body, auth: options.auth })
      let data = null
      try { data = parse(answer.content) } catch (_) { data = null }
      const result = { statusCode: answer.status, headers: answer.headers, content: answer.content, data }
      return answer.status >= 400 ? { error: { message: 'failed [' + answer.status + ']', response: result } } : { result }
    } catch (error) {
      return { error: { message: error.message } }
    }
  }
  const fetch = async (address, options = {}) => {
    const answer = call(options.method ?? 'GET', address, { headers: options.headers, body: options.body === undefined ? undefined : String(options.body) })
    return {
      ok: answer.status >= 200 && answer.status < 300, status: answer.status, url: String(address),
      headers: { get: name => answer.headers[String(name).toLowerCase()] ?? null },
      text: async () => answer.content, json: async () => parse(answer.content)
    }
  }

  const words = text => String(text ?? '')
  const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  const s = {
    trim: text => words(text).trim(), ltrim: text => words(text).trimStart(), rtrim: text => words(text).trimEnd(),
    truncate: (text, length, end = '...') => words(text).length > length ? words(text).slice(0, length) + end : words(text),
    prune: (text, length, end = '...') => words(text).length > length ? words(text).slice(0, length).replace(/\s+\S*$/, '') + end : words(text),
    capitalize: text => words(text).charAt(0).toUpperCase() + words(text).slice(1), decapitalize: text => words(text).charAt(0).toLowerCase() + words(text).slice(1),
    titleize: text => words(text).toLowerCase().replace(/(?:^|\s|-)\S/g, first => first.toUpperCase()),
    camelize: text => words(text).trim().replace(/[-_\s]+(.)?/g, (_, next) => next ? next.toUpperCase() : ''),
    underscored: text => words(text).trim().replace(/([a-z\d])([A-Z]+)/g, '$1_$2').replace(/[-\s]+/g, '_').toLowerCase(),
    dasherize: text => words(text).trim().replace(/([A-Z])/g, '-$1').replace(/[-_\s]+/g, '-').toLowerCase(),
    humanize: text => s.capitalize(words(text).trim().replace(/([a-z\d])([A-Z]+)/g, '$1 $2').replace(/[-_\s]+/g, ' ').toLowerCase()),
    slugify: text => words(text).toLowerCase().replace(/[^\w\s-]/g, '').trim().replace(/[-_\s]+/g, '-'),
    stripTags: text => words(text).replace(/<\/?[^>]+>/g, ''), escapeHTML: text => words(text).replace(/[&<>"']/g, found => escapes[found]),
    clean: text => words(text).trim().replace(/\s+/g, ' '), chars: text => [...words(text)], lines: text => words(text).split(/\r\n|\r|\n/), words: text => words(text).trim().split(/\s+/),
    startsWith: (text, part) => words(text).startsWith(part), endsWith: (text, part) => words(text).endsWith(part), include: (text, part) => words(text).includes(part), contains: (text, part) => words(text).includes(part),
    count: (text, part) => part ? words(text).split(part).length - 1 : 0, reverse: text => [...words(text)].reverse().join(''), isBlank: text => words(text).trim() === '',
    repeat: (text, count = 1) => words(text).repeat(count), surround: (text, by) => by + words(text) + by, quote: (text, by = '"') => by + words(text) + by, splice: (text, from, count, by) => words(text).slice(0, from) + by + words(text).slice(from + count),
    strLeft: (text, by) => { const at = words(text).indexOf(by); return at < 0 ? words(text) : words(text).slice(0, at) }, strRight: (text, by) => { const at = words(text).indexOf(by); return at < 0 ? words(text) : words(text).slice(at + by.length) },
    strLeftBack: (text, by) => { const at = words(text).lastIndexOf(by); return at < 0 ? words(text) : words(text).slice(0, at) }, strRightBack: (text, by) => { const at = words(text).lastIndexOf(by); return at < 0 ? words(text) : words(text).slice(at + by.length) },
    pad: (text, length, fill = ' ', side = 'left') => side === 'right' ? words(text).padEnd(length, fill) : side === 'both' ? words(text).padStart(Math.ceil((length + words(text).length) / 2), fill).padEnd(length, fill) : words(text).padStart(length, fill),
    lpad: (text, length, fill = ' ') => words(text).padStart(length, fill), rpad: (text, length, fill = ' ') => words(text).padEnd(length, fill),
    numberFormat: (number, places = 0, point = '.', between = ',') => { const parts = Number(number).toFixed(places).split('.'); return parts[0].replace(/\B(?=(\d{3})+(?!\d))/g, between) + (parts[1] ? point + parts[1] : '') },
    toNumber: (text, places = 0) => Number(Number(words(text).trim()).toFixed(places)), toBoolean: text => ['true', 'yes', 'on', '1'].includes(words(text).trim().toLowerCase()),
    toSentence: (list, between = ', ', last = ' and ') => list.length > 1 ? list.slice(0, -1).join(between) + last + list[list.length - 1] : words(list[0])
  }

  const getter = by => typeof by === 'function' ? by : item => item?.[by]
  const valuesOf = list => Array.isArray(list) ? list : Object.values(list ?? {})
  const matches = (item, wanted) => Object.keys(wanted).every(key => item?.[key] === wanted[key])
  const _ = {
    each: (list, act) => { for (const key of Object.keys(list ?? {})) act(list[key], Array.isArray(list) ? Number(key) : key, list); return list },
    map: (list, by) => Array.isArray(list) ? list.map(getter(by)) : Object.keys(list ?? {}).map(key => getter(by)(list[key], key)),
    reduce: (list, act, start) => start === undefined ? valuesOf(list).reduce(act) : valuesOf(list).reduce(act, start),
    filter: (list, by) => valuesOf(list).filter(getter(by)), reject: (list, by) => valuesOf(list).filter(item => !getter(by)(item)), find: (list, by) => valuesOf(list).find(getter(by)),
    where: (list, wanted) => valuesOf(list).filter(item => matches(item, wanted)), findWhere: (list, wanted) => valuesOf(list).find(item => matches(item, wanted)), pluck: (list, key) => valuesOf(list).map(item => item?.[key]),
    every: (list, by) => valuesOf(list).every(getter(by)), some: (list, by) => valuesOf(list).some(getter(by)), contains: (list, item) => valuesOf(list).includes(item), includes: (list, item) => valuesOf(list).includes(item), indexOf: (list, item) => list.indexOf(item),
    first: (list, count) => count === undefined ? list?.[0] : list.slice(0, count), last: (list, count) => count === undefined ? list?.[list.length - 1] : list.slice(-count), rest: (list, from = 1) => list.slice(from), initial: list => list.slice(0, -1),
    compact: list => list.filter(Boolean), flatten: list => list.flat(20), uniq: list => [...new Set(list)], union: (...lists) => [...new Set(lists.flat())], without: (list, ...items) => list.filter(item => !items.includes(item)),
    intersection: (list, ...others) => [...new Set(list)].filter(item => others.every(other => other.includes(item))), difference: (list, ...others) => list.filter(item => !others.flat().includes(item)),
    sortBy: (list, by) => [...valuesOf(list)].sort((a, b) => { const x = getter(by)(a), y = getter(by)(b); return x < y ? -1 : x > y ? 1 : 0 }),
    groupBy: (list, by) => valuesOf(list).reduce((groups, item) => { const key = getter(by)(item); (groups[key] ??= []).push(item); return groups }, {}), countBy: (list, by) => valuesOf(list).reduce((groups, item) => { const key = getter(by)(item); groups[key] = (groups[key] ?? 0) + 1; return groups }, {}),
    max: (list, by = item => item) => _.sortBy(list, by).pop(), min: (list, by = item => item) => _.sortBy(list, by)[0], size: list => valuesOf(list).length, toArray: valuesOf, object: (keys, values) => Object.fromEntries(keys.map((key, at) => values ? [key, values[at]] : key)), zip: (...lists) => lists[0].map((_item, at) => lists.map(list => list[at])),
    range: (from, to, step = 1) => { if (to === undefined) { to = from; from = 0 } const list = []; for (let at = from; step > 0 ? at < to : at > to; at += step) list.push(at); return list },
    keys: Object.keys, values: valuesOf, pairs: item => Object.entries(item ?? {}), invert: item => Object.fromEntries(Object.entries(item).map(([key, value]) => [value, key])), extend: (target, ...others) => Object.assign(target, ...others), defaults: (target, ...others) => Object.assign(target, Object.assign({}, ...others.reverse(), { ...target })),
    pick: (item, ...keys) => Object.fromEntries(keys.flat().filter(key => key in (item ?? {})).map(key => [key, item[key]])), omit: (item, ...keys) => Object.fromEntries(Object.entries(item ?? {}).filter(([key]) => !keys.flat().includes(key))), clone: item => Array.isArray(item) ? [...item] : { ...item },
    has: (item, key) => item != null && Object.prototype.hasOwnProperty.call(item, key), isEqual: (a, b) => write(a) === write(b), isEmpty: item => item == null || (typeof item === 'object' ? Object.keys(item).length === 0 : lengthOf(item) === 0),
    isArray: Array.isArray, isObject: item => item !== null && typeof item === 'object', isFunction: item => typeof item === 'function', isString: item => typeof item === 'string', isNumber: item => typeof item === 'number', isBoolean: item => typeof item === 'boolean', isDate: item => item instanceof Date, isNull: item => item === null, isUndefined: item => item === undefined, isNaN: item => Number.isNaN(item), isFinite: item => Number.isFinite(item),
    identity: item => item, noop: () => {}, constant: item => () => item, escape: s.escapeHTML, random: (from, to) => from + Math.floor(Math.random() * (to - from + 1)), times: (count, act) => _.range(count).map(at => act(at)), now: () => Date.now(), uniqueId: (() => { let next = 0; return (start = '') => start + ++next })()
  }

  const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
  const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
  const spans = { millisecond: 1, second: 1000, minute: 60000, hour: 3600000, day: 86400000, week: 604800000 }
  const unit = name => ({ ms: 'millisecond', s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week', M: 'month', y: 'year' })[name] ?? String(name).replace(/s$/, '')
  const two = number => String(number).padStart(2, '0')
  const moment = value => {
    const date = value === undefined ? new Date() : value?.isMoment ? value.toDate() : new Date(value)
    const shift = (count, name) => {
      const by = unit(name)
      const next = new Date(date)
      if (by === 'month') next.setUTCMonth(next.getUTCMonth() + count)
      else if (by === 'year') next.setUTCFullYear(next.getUTCFullYear() + count)
      else next.setTime(next.getTime() + count * (spans[by] ?? 0))
      return moment(next)
    }
    const tokens = {
      YYYY: () => date.getUTCFullYear(), YY: () => two(date.getUTCFullYear() % 100), MMMM: () => months[date.getUTCMonth()], MMM: () => months[date.getUTCMonth()].slice(0, 3), MM: () => two(date.getUTCMonth() + 1), M: () => date.getUTCMonth() + 1,
      DD: () => two(date.getUTCDate()), D: () => date.getUTCDate(), dddd: () => days[date.getUTCDay()], ddd: () => days[date.getUTCDay()].slice(0, 3), HH: () => two(date.getUTCHours()), H: () => date.getUTCHours(), hh: () => two(date.getUTCHours() % 12 || 12), h: () => date.getUTCHours() % 12 || 12,
      mm: () => two(date.getUTCMinutes()), m: () => date.getUTCMinutes(), ss: () => two(date.getUTCSeconds()), s: () => date.getUTCSeconds(), SSS: () => String(date.getUTCMilliseconds()).padStart(3, '0'), A: () => date.getUTCHours() < 12 ? 'AM' : 'PM', a: () => date.getUTCHours() < 12 ? 'am' : 'pm', Z: () => '+00:00', X: () => Math.floor(date.getTime() / 1000), x: () => date.getTime()
    }
    const self = {
      isMoment: true, toDate: () => new Date(date), valueOf: () => date.getTime(), unix: () => Math.floor(date.getTime() / 1000), toISOString: () => date.toISOString(), toJSON: () => date.toJSON(), isValid: () => !Number.isNaN(date.getTime()), utc: () => self, local: () => self, clone: () => moment(date),
      year: () => date.getUTCFullYear(), month: () => date.getUTCMonth(), date: () => date.getUTCDate(), day: () => date.getUTCDay(), hour: () => date.getUTCHours(), minute: () => date.getUTCMinutes(), second: () => date.getUTCSeconds(),
      format: (pattern = 'YYYY-MM-DDTHH:mm:ssZ') => String(pattern).replace(/\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|A|a|Z|X|x/g, (token, plain) => plain !== undefined ? plain : tokens[token] ? tokens[token]() : token),
      add: (count, name) => shift(Number(count), name), subtract: (count, name) => shift(-Number(count), name),
      diff: (other, name = 'millisecond') => { const ms = date.getTime() - moment(other).valueOf(); const by = unit(name); return Math.trunc(ms / (spans[by] ?? (by === 'month' ? 2629746000 : by === 'year' ? 31556952000 : 1))) },
      isBefore: other => date.getTime() < moment(other).valueOf(), isAfter: other => date.getTime() > moment(other).valueOf(), isSame: other => date.getTime() === moment(other).valueOf(),
      startOf: name => { const next = new Date(date); const by = unit(name); if (by === 'year') next.setUTCMonth(0, 1); if (by === 'month') next.setUTCDate(1); if (['year', 'month', 'day'].includes(by)) next.setUTCHours(0, 0, 0, 0); else if (by === 'hour') next.setUTCMinutes(0, 0, 0); else if (by === 'minute') next.setUTCSeconds(0, 0); return moment(next) },
      fromNow: bare => { const ms = date.getTime() - Date.now(); const size = Math.abs(ms); const [count, name] = size < 45000 ? [0, 'a few seconds'] : size < 2700000 ? [Math.round(size / 60000), 'minute'] : size < 79200000 ? [Math.round(size / 3600000), 'hour'] : size < 2246400000 ? [Math.round(size / 86400000), 'day'] : size < 29808000000 ? [Math.round(size / 2629746000), 'month'] : [Math.round(size / 31556952000), 'year']; const text = count === 0 ? name : count <= 1 ? (name === 'hour' ? 'an ' : 'a ') + name : count + ' ' + name + 's'; return bare ? text : ms > 0 ? 'in ' + text : text + ' ago' }
    }
    return self
  }
  moment.utc = moment
  moment.unix = seconds => moment(seconds * 1000)

  Object.assign(globalThis, { console, Store, s, _, moment, HTTP: host.hasHttp ? HTTP : undefined, fetch: host.hasFetch ? fetch : undefined, global: globalThis })
  if (!host.hasHttp) delete globalThis.HTTP
  if (!host.hasFetch) delete globalThis.fetch

  let instance
  const answer = value => value === undefined || value === null ? 'none' : write({ value })
  return {
    has: name => typeof (instance ??= host.make())?.[name] === 'function',
    run: (name, argument) => {
      const result = instance[name](parse(argument))
      return result && typeof result.then === 'function' ? result.then(answer) : answer(result)
    }
  }
})

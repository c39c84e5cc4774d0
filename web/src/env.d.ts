declare module 'element-plus/es/locale/lang/*.mjs' {
  const locale: import('element-plus/es/locale').Language
  export default locale
}

import { createApp } from 'vue'
import './styles/tokens.css'
import './styles/base.css'
import App from './App.vue'
import { language, setLanguage } from './core/i18n'
import { router } from './router'

async function start(): Promise<void> {
  await setLanguage(language.value)
  createApp(App).use(router).mount('#app')
}

void start()

/** The tracking number on its way from the receipt to the page of progress: never in an address, which is kept. */
import { ref } from 'vue'

export const tracked = ref('')

/** Vant, only the parts the phone view uses. Its icon font is left out: it names a font host outside. */
import 'vant/es/style/base.css'
import 'vant/es/overlay/index.css'
import 'vant/es/popup/index.css'
import 'vant/es/loading/index.css'
import 'vant/es/button/index.css'

export { Button as VanButton, Popup as VanPopup } from 'vant'

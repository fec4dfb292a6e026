"""The methods of the Bot API that the stand-in knows, by name."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable

from simulator import editing, sending, settings
from simulator.errors import ApiError
from simulator.limits import Limits
from simulator.params import Params
from simulator.receiving import Receiving
from simulator.world import World

Method = Callable[[World, Params], object]

_METHODS: dict[str, Method] = {
    "getMe": settings.get_me,
    "sendMessage": sending.send_message,
    "sendAnimation": sending.send_animation,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "answerCallbackQuery": editing.answer_callback_query,
    "getChat": sending.get_chat,
    "getFile": sending.get_file,
    "setMyCommands": settings.set_my_commands,
    "getMyCommands": settings.get_my_commands,
    "deleteMyCommands": settings.delete_my_commands,
    "setMyName": settings.set_my_name,
    "getMyName": settings.get_my_name,
    "setMyDescription": settings.set_my_description,
    "getMyDescription": settings.get_my_description,
    "setMyShortDescription": settings.set_my_short_description,
    "getMyShortDescription": settings.get_my_short_description,
    "setChatMenuButton": settings.set_chat_menu_button,
    "getChatMenuButton": settings.get_chat_menu_button,
}
_LIMITED = frozenset(
    name for name in _METHODS if name.startswith(("send", "edit")) and name != "sendChatAction"
)


class Methods:
    """Carries out calls on a world, within limits if there are any."""

    def __init__(self, world: World, limits: Limits | None) -> None:
        self.world = world
        self.limits = limits
        self.receiving = Receiving(world, self._carry_out_quietly)
        own: dict[str, Method] = {
            "getUpdates": self.receiving.get_updates,
            "setWebhook": self.receiving.set_webhook,
            "deleteWebhook": self.receiving.delete_webhook,
            "getWebhookInfo": self.receiving.get_webhook_info,
        }
        # Telegram does not mind capitals in names.
        self._by_name = {name.lower(): (name, f) for name, f in (_METHODS | own).items()}

    def canonical(self, name: str) -> str | None:
        """Return a method's name as the specification spells it, or None."""
        found = self._by_name.get(name.lower())
        return found and found[0]

    async def carry_out(self, name: str, params: Params) -> object:
        """Carry out a call and return its result; raise an ApiError where Telegram refuses."""
        found = self._by_name.get(name.lower())
        if found is None:
            raise ApiError(404, "Not Found")
        canonical, method = found
        if self.limits and canonical in _LIMITED:
            self.limits.pass_one(params.integer("chat_id"))
        result = method(self.world, params)
        if inspect.isawaitable(result):
            awaited: Awaitable[object] = result
            return await awaited
        return result

    async def _carry_out_quietly(self, name: str, params: Params) -> None:
        # What a webhook's answer asks for has no way to hear that it was refused.
        try:
            await self.carry_out(name, params)
        except ApiError:
            return

"""Which turns want a recommendation, and which are left to the look-up."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.answer import Outcome
from assistant.decision.asking import asks_decision

ABOUT_A_PROJECT = [
    "Documentation portal, React, static",
    "React blog",
    "React + SEO?",
    "I need a backend",
    "Backend for a word game with websockets",
    "Will run on our own boxes, React, one deployment",
    "It must rank on Google",
    "A React app with two forms. What goes underneath?",
    "Fastify or Express for a JSON API? Nothing to look at.",
    "Just a cron job that mails reports",
    "Selling handmade lamps online",
    "A multiplayer quiz",
    "React is what the front will be",
    "Can you recommend a stack?",
    "Help me decide",
    "What would fit a company website in React?",
    "A React page for a florist. How would you build it?",
    "I want to start a web project, where do I begin?",
]
ABOUT_THE_SOURCES = [
    "WebSocket support in API routes",
    "vercel serverless timeout default",
    "Does Next.js support WebSockets?",
    "Express.js has no cold start.",
    "React vs plain JavaScript, SEO",
    "next.js or remix for web shop",
    "How fast is a cold start on Vercel?",
    "A cold start on Vercel",
    "websocket limits on vercel",
    "What is Next.js best for?",
    "How do we deploy Express on AWS?",
    "Our login guard never runs on Vercel. What did I overlook?",
]


@pytest.mark.parametrize("turn", ABOUT_A_PROJECT)
def test_what_tells_of_a_project_is_decided_or_asked_about(assistant: Assistant, turn: str) -> None:
    answer = assistant.ask(turn)
    assert answer.recommendation is not None or answer.outcome is Outcome.ASKING


@pytest.mark.parametrize("turn", ABOUT_THE_SOURCES)
def test_what_asks_about_the_sources_is_looked_up(assistant: Assistant, turn: str) -> None:
    answer = assistant.ask(turn)
    assert answer.recommendation is None and answer.outcome is not Outcome.ASKING


def test_a_decision_goes_on_after_a_look_up(assistant: Assistant) -> None:
    chat = assistant.conversation()
    chat.ask("We're building a blog in React")
    assert chat.ask("Is Next.js hard to learn?").recommendation is None
    answer = chat.ask("And the comments of our readers appear live")
    assert answer.recommendation is not None and answer.recommendation.option is not None
    assert answer.recommendation.option.id == "nextjs-with-service"


def test_a_few_words_after_a_look_up_carry_on_the_look_up(assistant: Assistant) -> None:
    chat = assistant.conversation()
    chat.ask("We're building a blog in React")
    chat.ask("Is Next.js hard to learn?")
    assert chat.ask("and what about WebSockets?").recommendation is None


@pytest.mark.parametrize("turn", ["Thanks. What's a WebSocket by the way?", "Can you show me a WebSocket upgrade?"])
def test_what_something_is_is_looked_up_in_the_middle_of_a_decision(assistant: Assistant, turn: str) -> None:
    chat = assistant.conversation()
    chat.ask("We're building a blog in React")
    answer = chat.ask(turn)
    assert answer.recommendation is None and answer.outcome is not Outcome.ASKING


def test_a_remark_that_changes_nothing_gets_the_recommendation_again(assistant: Assistant) -> None:
    chat = assistant.conversation()
    first = chat.ask("We're building a blog in React").recommendation
    again = chat.ask("by the way, the boss is from Lisbon").recommendation
    assert first is not None and again is not None and again.option == first.option


def test_a_bare_request_for_a_choice_is_one_for_a_decision(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    assert knowledge.guide is not None
    for turn in ("What should we use?", "Which one should I choose?"):
        assert asks_decision(turn, 0, knowledge.guide, knowledge.terms, knowledge.vocabulary)


def test_what_the_rules_say_nothing_on_is_looked_up_where_its_answer_is_known(assistant: Assistant) -> None:
    known = "Which framework does the agency advise for two-way live talk with the browser?"
    answer = assistant.ask(known)
    assert answer.outcome is Outcome.ANSWERED and answer.citations and answer.recommendation is None


@pytest.mark.parametrize("turn", ["Which framework should we use?", "Help me choose a stack"])
def test_who_only_asks_to_choose_is_asked_about_the_project(assistant: Assistant, turn: str) -> None:
    assert assistant.ask(turn).outcome is Outcome.ASKING

"""The web app. Importing it sets the environment of the libraries that look at it when they are imported."""

from covision.bootstrap import prepare

prepare()

"""Writes a message to Redis every few seconds, as a sensor would."""

import time

import redis

r = redis.Redis(host="redis", port=6379, db=0)

print("Producer is starting...")
while True:
    message = f"Message sent at {time.time()}"
    print(f"Producer sending: '{message}'")
    r.set("latest_message", message)
    time.sleep(5)

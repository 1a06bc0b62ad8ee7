"""The desk room: numbers, calls, boards, appointments."""

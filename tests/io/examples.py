"""The problem and the plan of model.md §7, as text."""

PROBLEM = """{"schema": "volmatch/problem/1", "name": "圣泉街道", "timezone": "Asia/Shanghai",
 "coordinates": "WGS84", "start": "2020-03-02T00:00", "end": "2020-03-03T00:00",
 "travel": {"kind": "straight_line", "detour": 1.3, "modes": {"walk": {"speed_kmh": 4.5}}},
 "locations": [{"id": "h1", "lat": 29.29, "lon": 106.25},
               {"id": "gate-1", "lat": 29.295, "lon": 106.255}],
 "task_types": [{"id": "gate", "skills": [], "min_age": 18}],
 "volunteers": [{"id": "v01", "home": "h1", "age": 22, "travel_mode": "walk",
                 "available": [{"start": "2020-03-02T08:00", "end": "2020-03-02T18:00"}]}],
 "tasks": [{"id": "t1", "type": "gate", "location": "gate-1", "duration_minutes": 120, "people": 1,
            "priority": "normal",
            "windows": [{"start": "2020-03-02T09:00", "end": "2020-03-02T11:00"}]}],
 "rules": {"near_residence": {"radius_km": 2.0}, "trip_cap": {"per_day": 1, "per_horizon": 3}},
 "objectives": ["coverage", "nearness"]}
"""

PLAN = """{"schema": "volmatch/plan/1", "problem": "圣泉街道", "status": "optimal",
 "stopped_by": "proof",
 "levels": [{"name": "coverage", "value": [0, 0, 0, 0, 0, 0, 0, 0],
             "bound": [0, 0, 0, 0, 0, 0, 0, 0], "gap": 0.0},
            {"name": "nearness", "value": 1918, "bound": 1918, "gap": 0.0}],
 "trips": [{"volunteer": "v01", "depart": "2020-03-02T08:47:12+08:00",
            "return": "2020-03-02T11:12:48+08:00",
            "stops": [{"task": "t1", "kind": "service", "arrive": "2020-03-02T09:00:00+08:00",
                       "start": "2020-03-02T09:00:00+08:00", "end": "2020-03-02T11:00:00+08:00"}]}],
 "remote": [], "unserved": []}
"""
